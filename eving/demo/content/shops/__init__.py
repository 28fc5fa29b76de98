"""An invented inventory of shops: the streets exist, their shops, tenants and owners do not."""
