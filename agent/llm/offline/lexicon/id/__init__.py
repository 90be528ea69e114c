"""Indonesian: its words; what people say with them stands in talk.py, orders.py and shop.py."""
# One thing a line reads better than wrapped text.
# ruff: noqa: E501

from agent.llm.offline.lexicon.base import Lexicon
from agent.llm.offline.lexicon.id.orders import ORDER_WORD, ORDERS
from agent.llm.offline.lexicon.id.shop import SHOP
from agent.llm.offline.lexicon.id.talk import TALK

ID = Lexicon(
    language="id",
    marks=(
        "saya aku kamu anda apakah siapa gue gw mau ingin pesan pesen beli ada apa aja saja berapa harga harganya nya yang dan dengan untuk buat dong ya kak min gan sis halo hai "
        "selamat pagi siang sore malam terima kasih makasih tolong tambah tambahin tambahkan hapus batal batalkan batalin pesanan alamat kirim antar catatan nama "
        "setengah satu dua tiga empat lima enam tujuh delapan sembilan sepuluh di ke ini itu tidak nggak gak ga enggak iya juga lagi sama jadi ganti bisa kalau mana kapan "
        "tentang punya jual bungkus botol buah biji dulu belum sudah udah kemarin orang bicara cocok kulit anak pedas selusin sekilo lah deh nih bang mbak mas"
    ),
    numbers={
        "satu": "1",
        "sebuah": "1",
        "seekor": "1",
        "sebiji": "1",
        "dua": "2",
        "tiga": "3",
        "empat": "4",
        "lima": "5",
        "enam": "6",
        "tujuh": "7",
        "delapan": "8",
        "sembilan": "9",
        "sepuluh": "10",
        "sebelas": "11",
        "setengah": "0.5",
        "seperempat": "0.25",
        "separuh": "0.5",
        "seratus": "100",
        "perempat": "0.25",
        "sebotol": "1",
        "sebungkus": "1",
        "sepotong": "1",
        "sekotak": "1",
        "1/2": "0.5",
        "belas": "+10",
        "puluh": "*10",
        "ratus": "*100",
    },
    tens="puluh",
    units={
        "kg": "kg kilo kilogram sekilo",
        "g": "g gr gram",
        "l": "l liter",
        "ml": "ml",
        "piece": "buah biji pcs pc potong ekor lembar unit batang",
        "pack": "bungkus pak paket kantong pack sachet",
        "box": "kotak dus kardus box boks",
        "bottle": "botol btl",
        "oz": "ons",
        "dozen": "lusin selusin",
    },
    and_half=("setengah",),
    conjunctions="dan sama serta plus & + dgn",
    fillers=(
        "eh pakai pake email nomor nomer hp telepon wa nomor hp wa telepon ga gak nggak ngga enggak yang yg saya aku gue gw mau ingin pengen pingin pesan pesen order beli ambil minta ada apa aja saja nya ini itu untuk buat dengan dong ya yah sih deh nih lah kok "
        "juga lagi lain tambah tambahin tambahkan tolong dan atau di ke dari kalau kalo jadi dulu aja nanti sekarang cuma hanya mungkin berapa harga harganya bagaimana gimana "
        "punya jual tentang soal bagus enak banget sekali bisa boleh kasih kirim kirimin bawakan pesanan orderan sudah udah pernah pernahkah dapat satuan seperti sesuatu beberapa "
        "kayaknya kira kira rasanya apakah kah ku mu kami kita anda kamu kalian masih adakah cocok dicari cari nyari ke dalam lihat   cek tunjukkan"
    ),
    polite="tolong mohon terima kasih makasih trims thanks please kak kakak min gan sis bang mbak mas pak bu bro",
    acts={**TALK, **ORDERS, **SHOP},
    back=(
        "kalau",
        "kalo",
        "jika",
        "bila",
        "saat",
        "begitu",
        "sudah",
        "udah",
        "ada",
        "lagi",
        "stok(?:nya)?",
        "stock",
        "ready",
        "tersedia",
        "kembali",
        "datang",
        "masuk",
        "muncul",
        "restock",
        "barangnya",
        "produknya",
    ),
    address=(
        r"(?:tolong )?(?:di)?(?:ganti|ubah|rubah)(?:in)? alamat(?:nya)?(?: saya| pengiriman)?(?: ke| jadi| menjadi|[ ]?[:=-])[ :]*",
        r"(?:tolong |mohon |mau )?(?:di)?(?:kirim|antar|anter|kirimkan|antarkan|kirimin|anterin|pengiriman)(?:nya)?(?: aja| saja| ya)? (?:ke|di)(?: alamat)?[ :]+(?!mana\b|saya\b)",
        r"alamat(?:nya| saya| ku| pengiriman| kirim| baru)*(?: di| adalah| itu|[ ]?[:=-])?[ :]+(?!toko|kalian|di mana|dimana|mana)",
        r"(?:saya )?tinggal di ",
        r"(?=(?:jl|jln|jalan|gang|perumahan|komplek)\.? [a-z])",
    ),
    notes=(r"(?:catatan|note|notes|keterangan|nb)(?:nya)?(?:[ ]?[:=-]| bahwa| ya)[ :]*",),
    name=(
        r"nama(?: saya| aku| ku| lengkap| pemesan| penerima)*(?: adalah|[ ]?[:=-])?[ :]+(?!produk|barang|toko)",
        r"atas nama[ :]+",
        r"a\.?n\.? ",
        r"panggil (?:saya|aku) ",
    ),
    when=(
        r"(?:untuk |buat )?(?:besok(?: lusa)?|lusa|hari ini|nanti (?:siang|sore|malam)|hari (?:senin|selasa|rabu|kamis|jumat|sabtu|minggu))(?: (?:pagi|siang|sore|malam))?(?: jam \d{1,2}(?:[.:]\d\d)?)?(?: (?:pagi|siang|sore|malam))?|(?:untuk |buat )?tanggal \d{1,2}[/.]\d{1,2}(?:[/.]\d{2,4})?(?: jam \d{1,2}(?:[.:]\d\d)?)?|jam \d{1,2}(?:[.:]\d\d)?(?: (?:pagi|siang|sore|malam))?",
    ),
    pickup=(
        r"(?:(?:saya|aku|mau|bisa|untuk|boleh|akan|nanti) )*(?:ambil|jemput)(?: sendiri| di toko| langsung| ke toko)+|(?:(?:saya|aku|mau|bisa|untuk|boleh|akan) )*(?:pickup|pick up|take away)(?: sendiri| di toko)?",
    ),
    ordinals={"pertama": 1, "kedua": 2, "ketiga": 3, "keempat": 4, "kelima": 5, "terakhir": -1},
    by="dengan sama jadi ke pakai dgn menjadi",
    order_word=ORDER_WORD,
    joiners="sama",
    people="orang tamu anak dewasa hari jam menit tahun minggu bulan persen",
)
