"""Measures our main pages against a floor page, side by side in one run (bin/bench)."""
