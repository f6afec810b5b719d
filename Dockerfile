# Kefuflow: pages and jobs. The program and its dependencies are built first, and only they go into the image that runs.
FROM python:3.12-slim AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE THIRD_PARTY_LICENSES.md ./
COPY engine engine
COPY forms forms
COPY processes processes
COPY webui webui
RUN python -m venv /opt/kefuflow && /opt/kefuflow/bin/pip install --no-cache-dir '.[postgres]'

FROM python:3.12-slim
RUN useradd --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin kefuflow \
    && install -d -o kefuflow -g kefuflow -m 700 /data
COPY --from=build /opt/kefuflow /opt/kefuflow
COPY deploy/start /usr/local/bin/start
ENV PATH=/opt/kefuflow/bin:$PATH PYTHONUNBUFFERED=1 KEFUFLOW_DATA=/data HOST=0.0.0.0 PORT=8080
USER kefuflow
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "from os import environ; from urllib.request import urlopen; urlopen(f'http://127.0.0.1:{environ[\"PORT\"]}/healthz', timeout=4)"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["start"]
CMD ["serve"]
