"""A believable year of a shop: customers, talks, orders, money and what the models cost.

`fill_shop` is the door, for screenshots and benchmarks. Everything is drawn from one seed, planned in memory and
written with COPY, so nothing of it is announced to anybody: no task is sent, no customer is written to, no stock moves.
"""
