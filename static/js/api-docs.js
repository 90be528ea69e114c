// Swagger UI reads the API's own description. Whoever is logged in tries it out with their session.
const place = document.getElementById("swagger-ui");

const csrfToken = () => document.cookie.match(/(?:^|;\s*)csrftoken=([^;]+)/)?.[1] ?? "";

SwaggerUIBundle({
  url: place.dataset.schema,
  dom_id: "#swagger-ui",
  deepLinking: true,
  presets: [SwaggerUIBundle.presets.apis],
  layout: "BaseLayout",
  requestInterceptor: (request) => {
    const own = new URL(request.url, location.href).origin === location.origin;
    if (own && request.method && request.method !== "GET") request.headers["X-CSRFToken"] = csrfToken();
    return request;
  },
});
