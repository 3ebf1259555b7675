"""How fast it is: each module has `run()`, which returns lines of two words. Start all with `make bench`."""
