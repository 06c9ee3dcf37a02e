"""Tests against a real server with the other apps that confirm orders installed."""
