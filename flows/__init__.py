"""Collecting, archiving, loading, checking and summarising: everything that touches disk, network and warehouse."""
