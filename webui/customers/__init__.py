"""Customers: the list, and one record with devices and cases."""
