"""What the shop takes off: when a promotion holds, and the discount of an order that has one."""
