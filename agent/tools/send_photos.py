"""`send_photos`: pictures of products, sent with the reply."""

from pydantic import Field

from agent.tools.base import Arguments, Receipt, Tool, ToolContext
from catalog.selectors import get_product

MOST = 10


class SendPhotos(Arguments):
    product_ids: list[str] = Field(
        min_length=1, max_length=MOST, description="From list_products or search_products, of products with has_photo."
    )


def run(context: ToolContext, arguments: SendPhotos) -> Receipt:
    products = [get_product(product_id) for product_id in dict.fromkeys(arguments.product_ids)]
    names = {product.pk: product.text("name", context.language) for product in products}
    return {
        "kind": "photos",
        "media": [
            {"kind": "image", "url": product.image_url, "caption": names[product.pk]}
            for product in products
            if product.image_url
        ],
        "without_photo": [names[product.pk] for product in products if not product.image_url],
    }


tool = Tool(
    name="send_photos",
    description=(
        "Send the shop's photos of products together with your next reply. The result says which of them have none: "
        "then say so, and do not claim that you sent one."
    ),
    arguments=SendPhotos,
    run=run,
)
