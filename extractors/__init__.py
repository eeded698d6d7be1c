"""Reading of annual disclosure reports: bytes in, records and pandas frames out. No network, no subprocess, no database."""
