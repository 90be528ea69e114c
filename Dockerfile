# One image for every process of docker-compose.yml. No secret is needed to build it, and none is kept in it.

FROM python:3.11-slim-bookworm AS build
WORKDIR /app
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --disable-pip-version-check uv==0.13.9
COPY requirements.txt requirements.lock ./
# What production needs, without the tools of tests and the embedded servers; the hashes come from the lock.
RUN sed '/^# The embedded servers/,$d' requirements.txt > production.txt \
    && /venv/bin/uv pip install --python /venv/bin/python --require-hashes --compile-bytecode \
        --constraint requirements.lock --requirement production.txt \
    && /venv/bin/pip uninstall --yes --quiet uv pip
COPY . .
# Collecting files asks for no secret.
RUN DEBUG=false /venv/bin/python manage.py collectstatic --no-input --verbosity 0 \
    && /venv/bin/python -m compileall -q agent billing catalog channels config conversations lib orders tenants

FROM python:3.11-slim-bookworm
ENV DEBUG=false \
    MEDIA_ROOT=/data/media \
    PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1
RUN groupadd --gid 10001 salesdesk && useradd --uid 10001 --gid salesdesk --no-create-home salesdesk \
    && install --directory --owner salesdesk --group salesdesk /data/media
WORKDIR /app
COPY --from=build /venv /venv
COPY --from=build /app /app
# Below what is large: a release whose dependencies stay takes the space of its own files only.
ARG BUILD_REVISION=unknown
ENV BUILD_REVISION=$BUILD_REVISION
USER salesdesk
VOLUME /data/media
EXPOSE 8000 8001
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s CMD ["python", "-m", "config.probe", "web"]
CMD ["python", "-m", "config.processes", "web"]
