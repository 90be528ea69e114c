"""Indonesian."""
# One thing a line reads better than wrapped text.
# ruff: noqa: E501

ID = {
    "ask": "Halo Kak! Terima kasih sudah memesan di {shop}. Tolong dicek dulu sebelum kami siapkan:",
    "ask_name": "Halo Kak {name}! Terima kasih sudah memesan di {shop}. Tolong dicek dulu sebelum kami siapkan:",
    "ask_changed": "Pesanan Kakak di {shop} berubah. Sekarang isinya begini:",
    "remind": "Pesanan Kakak di {shop} masih menunggu jawaban. Ini isinya sekali lagi:",
    "remind_last": "Kami belum mendapat jawaban dari Kakak, jadi pesanan di {shop} belum kami siapkan. Satu kata saja cukup:",
    "hint_change": "Kalau ada yang perlu diubah, tulis saja: \"cuma 1\", produk lain, alamat lain.",
    "q_restore": "Kami tidak mendapat jawaban dari Kakak, jadi pesanan {number} sudah dibatalkan. Mau saya pulihkan?",
    "charge_delivery": "Ongkos kirim: {amount}",
    "charge_fees": "Biaya dan pajak: {amount}",
    "charge_discount": "Potongan: -{amount}",
    "accepted_change": "Kabar baik dari toko: pesanan {number} sudah diubah sesuai permintaan Kakak. Sekarang isinya begini:",
    "accepted_words": "Kabar baik dari toko: permintaan Kakak untuk pesanan {number} sudah diurus. Sekarang isinya begini:",
    "accepted_cancel": "Toko setuju: pesanan {number} sudah dibatalkan.",
    "declined_change": "Maaf, toko sudah tidak bisa mengubah pesanan {number}. Pesanannya tetap seperti semula.",
    "declined_cancel": "Maaf, toko sudah tidak bisa membatalkan pesanan {number}. Pesanannya tetap seperti semula.",
    "shop_says": "Dari toko: {answer}",
    "q_confirm": "Apakah semuanya sudah benar? Jawab \"ya\" lalu saya konfirmasi pesanannya.",
    "q_address": "Untuk pengiriman, kirim saja alamatnya.",
    "choice_confirm": "Konfirmasi",
    "choice_change": "Ubah",
    "choice_cancel": "Batalkan pesanan",
    "open_order": "Pesanan {number}:",
    "total": "Total: {total}",
    "address": "Dikirim ke: {address}",
    "notes": "Catatan: {notes}",
    "unit_piece": "buah", "unit_kg": "kg", "unit_g": "g", "unit_l": "l", "unit_ml": "ml", "unit_pack": "pak", "unit_box": "kotak", "unit_bottle": "botol",
}  # fmt: skip
