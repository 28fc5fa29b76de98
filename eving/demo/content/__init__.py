"""Invented content for the demo, one module per register. All persons, addresses and pictures are made up by us."""
