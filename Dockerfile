FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 DEBUG=off
WORKDIR /app

# WeasyPrint lays pages out with these, and writes Chinese with that font.
RUN apt-get update -qq \
 && apt-get install -qq --yes --no-install-recommends \
    libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk \
 && rm -rf /var/lib/apt/lists/*

COPY requirements.txt .
RUN pip install --quiet -r requirements.txt

COPY . .
# Static files are hashed and compressed once, here. The keys of this step protect nothing.
RUN python -m scripts.messages compile \
 && SECRET_KEY=build FIELD_KEYS=build HASH_KEY=build python manage.py collectstatic --no-input --verbosity 0 \
 && useradd --system --uid 10001 --home-dir /app linkage \
 && mkdir -p /app/var && chown linkage:linkage /app/var

USER linkage
VOLUME /app/var
EXPOSE 8000
CMD ["gunicorn", "linkage.wsgi", "--bind=0.0.0.0:8000", "--workers=2", "--threads=4", \
     "--worker-tmp-dir=/dev/shm", "--no-control-socket", "--access-logfile=-", "--forwarded-allow-ips=*"]
