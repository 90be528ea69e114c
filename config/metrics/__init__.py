"""Figures for Prometheus, asked from Postgres and the broker at each scrape: every web host answers the same.

Gauges alone: no process sees all of the work, so nobody could count it up without losing some at a restart.
"""
