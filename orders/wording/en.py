"""English."""
# One thing a line reads better than wrapped text.
# ruff: noqa: E501

EN = {
    "ask": "Hello! Thank you for your order at {shop}. Please have a look before we prepare it:",
    "ask_name": "Hello {name}! Thank you for your order at {shop}. Please have a look before we prepare it:",
    "ask_changed": "Your order at {shop} has changed. This is how it stands now:",
    "remind": "Your order at {shop} is still waiting for your yes. Here it is once more:",
    "remind_last": "We have not heard from you yet, so nothing of your order at {shop} is being prepared. One word is enough:",
    "hint_change": "If something should be different, just write it: \"only 1\", another product, another address.",
    "q_restore": "We heard nothing from you, so order {number} was cancelled. Shall I restore it?",
    "charge_delivery": "Delivery: {amount}",
    "charge_fees": "Fees and taxes: {amount}",
    "charge_discount": "Discount: -{amount}",
    "accepted_change": "Good news from the shop: order {number} is changed as you wished. This is how it stands now:",
    "accepted_words": "Good news from the shop: your wish about order {number} is taken care of. This is how it stands now:",
    "accepted_cancel": "The shop has agreed: order {number} is cancelled.",
    "declined_change": "I am sorry, the shop can no longer change order {number}. It stays as it is.",
    "declined_cancel": "I am sorry, the shop can no longer cancel order {number}. It stays as it is.",
    "shop_says": "The shop writes: {answer}",
    "q_confirm": "Is everything right? Answer \"yes\" and I will confirm the order.",
    "q_address": "For delivery, just send me the address.",
    "choice_confirm": "Confirm",
    "choice_change": "Change",
    "choice_cancel": "Cancel order",
    "open_order": "Order {number}:",
    "total": "Total: {total}",
    "address": "Delivery to: {address}",
    "notes": "Note: {notes}",
    "unit_piece": "piece", "unit_kg": "kg", "unit_g": "g", "unit_l": "l", "unit_ml": "ml", "unit_pack": "pack", "unit_box": "box", "unit_bottle": "bottle",
}  # fmt: skip
