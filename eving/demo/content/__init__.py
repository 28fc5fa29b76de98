"""Invented content of the demo, one module per register. All persons, addresses and pictures are made up."""
