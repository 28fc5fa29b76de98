"""An invented inventory of shops: the streets exist, the shops, tenants and owners do not."""
