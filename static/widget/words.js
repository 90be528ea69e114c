// What the widget says, in the languages of the product.

const WORDS = {
  en: {
    chat: "Chat with {name}", close: "Close the chat", news: "New messages: {count}", welcome: "Welcome to {name}",
    prompt: "Ask about our products, order in your own words, or ask where your order is.",
    ideas: ["What do you have?", "Where is my order?"], choices: "Suggested answers", write: "Write a message…",
    message: "Your message", send: "Send", log: "Conversation", latest: "To the newest message", you: "You",
    staff: "Team", writing: "An answer is being written", picture: "Picture", now: "We answer at once",
    open: "Open now", closed: "Closed now, orders are welcome", sending: "Sending…", received: "Received",
    waiting: "Waiting for the connection", failed: "Not sent.", retry: "Try again",
    offline: "No connection. Your messages are sent as soon as it is back.",
    slow: "You are very fast! Wait a minute before you write again.",
  },
  fr: {
    chat: "Discuter avec {name}", close: "Fermer la discussion", news: "Nouveaux messages : {count}",
    welcome: "Bienvenue chez {name}",
    prompt: "Renseignez-vous sur nos produits, commandez avec vos propres mots ou demandez où en est votre commande.",
    ideas: ["Qu’est-ce que vous avez ?", "Où est ma commande ?"], choices: "Réponses suggérées",
    write: "Écrivez un message…", message: "Votre message", send: "Envoyer", log: "Conversation",
    latest: "Aller au dernier message", you: "Vous", staff: "Équipe", writing: "Une réponse est en cours de rédaction",
    picture: "Image", now: "Nous répondons immédiatement", open: "Ouvert actuellement",
    closed: "Fermé, mais vous pouvez commander", sending: "Envoi…", received: "Reçu",
    waiting: "En attente de connexion", failed: "Non envoyé.", retry: "Réessayer",
    offline: "Pas de connexion. Vos messages seront envoyés dès son rétablissement.",
    slow: "Vous êtes très rapide ! Attendez une minute avant d’écrire à nouveau.",
  },
  es: {
    chat: "Chatear con {name}", close: "Cerrar el chat", news: "Mensajes nuevos: {count}",
    welcome: "Le damos la bienvenida a {name}",
    prompt: "Pregunte por nuestros productos, haga su pedido con sus propias palabras o pregunte dónde está su pedido.",
    ideas: ["¿Qué tienen?", "¿Dónde está mi pedido?"], choices: "Respuestas sugeridas", write: "Escriba un mensaje…",
    message: "Su mensaje", send: "Enviar", log: "Conversación", latest: "Ir al último mensaje", you: "Usted",
    staff: "Equipo", writing: "Se está escribiendo una respuesta", picture: "Imagen", now: "Respondemos al instante",
    open: "Abierto ahora", closed: "Cerrado, pero puede hacer su pedido", sending: "Enviando…", received: "Recibido",
    waiting: "En espera de conexión", failed: "No enviado.", retry: "Intentar de nuevo",
    offline: "Sin conexión. Sus mensajes se enviarán en cuanto se restablezca.",
    slow: "¡Va muy rápido! Espere un minuto antes de volver a escribir.",
  },
  he: {
    chat: "צ׳אט עם {name}", close: "סגירת הצ׳אט", news: "הודעות חדשות: {count}", welcome: "ברוכים הבאים אל {name}",
    prompt: "אפשר לשאול על המוצרים שלנו, להזמין במילים שלך או לשאול איפה ההזמנה שלך.",
    ideas: ["מה יש לכם?", "איפה ההזמנה שלי?"], choices: "תשובות מוצעות", write: "לכתוב הודעה…",
    message: "ההודעה שלך", send: "לשלוח", log: "שיחה", latest: "להודעה החדשה ביותר", you: "את/ה", staff: "צוות",
    writing: "תשובה נכתבת כעת", picture: "תמונה", now: "עונים מיד", open: "פתוח עכשיו",
    closed: "סגור כרגע, אפשר להזמין", sending: "בשליחה…", received: "התקבלה", waiting: "ממתינה לחיבור",
    failed: "לא נשלחה.", retry: "לנסות שוב", offline: "אין חיבור. ההודעות שלך יישלחו ברגע שהחיבור יחזור.",
    slow: "קצת מהר מדי! אפשר לכתוב שוב בעוד דקה.",
  },
  id: {
    chat: "Obrolan dengan {name}", close: "Tutup obrolan", news: "Pesan baru: {count}",
    welcome: "Selamat datang di {name}",
    prompt: "Tanyakan produk kami, pesan dengan kata-kata Anda sendiri, atau tanyakan di mana pesanan Anda.",
    ideas: ["Ada apa saja?", "Pesanan saya di mana?"], choices: "Saran jawaban", write: "Tulis pesan…",
    message: "Pesan Anda", send: "Kirim", log: "Percakapan", latest: "Ke pesan terbaru", you: "Anda", staff: "Tim",
    writing: "Jawaban sedang ditulis", picture: "Gambar", now: "Kami langsung menjawab", open: "Buka sekarang",
    closed: "Sedang tutup, pesanan tetap diterima", sending: "Mengirim…", received: "Diterima",
    waiting: "Menunggu koneksi", failed: "Tidak terkirim.", retry: "Coba lagi",
    offline: "Tidak ada koneksi. Pesan Anda dikirim begitu koneksi kembali.",
    slow: "Anda sangat cepat! Tunggu satu menit sebelum menulis lagi.",
  },
};

// What some browsers still call Hebrew and Indonesian.
const OLD_CODES = { iw: "he", in: "id" };

// The language of the script's option, else of the page, else of the browser, else English.
export function chooseLanguage(option) {
  const wishes = [option, document.documentElement.lang, ...navigator.languages];
  const codes = wishes.filter(Boolean).map((wish) => wish.toLowerCase().split(/[-_]/)[0]);
  return codes.map((code) => OLD_CODES[code] || code).find((code) => Object.hasOwn(WORDS, code)) || "en";
}

export const wordsOf = (language) => WORDS[language];

export const fill = (text, facts) => text.replace(/\{(\w+)\}/g, (_, name) => facts[name]);
