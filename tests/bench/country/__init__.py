"""The emulated country: hosts of every kind on loopback, with reports that are known and faults that are known, to collect from."""
