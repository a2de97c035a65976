package org.busbar.marketplace.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * The gateway that runs on a HOME, asked over its own REST with the token that lies there. By the
 * JDK's older client: the newer takes a third of a second to begin, as much as all else here.
 */
final class RunningGateway {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final int PATIENCE_MS = 120_000;
  private static final int GOOD = 300;

  private final Path home;
  private final String base;
  private final String token;

  private RunningGateway(Path home, String port, String token) {
    this.home = home;
    this.base = "http://127.0.0.1:" + port + "/api/v1/";
    this.token = token;
  }

  /** Empty where none answers. */
  static Optional<RunningGateway> find(Path home) throws IOException {
    Path running = home.resolve("running.lock");
    Path token = home.resolve("token");
    String port = Files.exists(running) ? Files.readString(running).strip() : "";
    if (port.isEmpty() || !Files.exists(token)) {
      return Optional.empty();
    }
    RunningGateway gateway = new RunningGateway(home, port, Files.readString(token).strip());
    try {
      gateway.get("plugin-jobs");
      return Optional.of(gateway);
    } catch (ConnectException e) {
      return Optional.empty(); // Its file is there from an earlier run.
    }
  }

  /** That one, or what to do about it. */
  static RunningGateway at(Path home) throws IOException {
    return find(home)
        .orElseThrow(
            () ->
                new IOException(
                    "no gateway runs on "
                        + home
                        + ". Start it, or name its folder with --home; plug-ins are changed by a"
                        + " gateway that runs, since it tries them out before they are used"));
  }

  Path home() {
    return home;
  }

  JsonNode get(String path) throws IOException {
    return MAPPER.readTree(whole(connection("GET", path)));
  }

  JsonNode post(String path, JsonNode body) throws IOException {
    return send("POST", path, body);
  }

  JsonNode put(String path, JsonNode body) throws IOException {
    return send("PUT", path, body);
  }

  JsonNode delete(String path) throws IOException {
    return MAPPER.readTree(whole(connection("DELETE", path)));
  }

  private JsonNode send(String method, String path, JsonNode body) throws IOException {
    byte[] bytes = MAPPER.writeValueAsBytes(body);
    return send(connection(method, path), "json", bytes.length, new ByteArrayInputStream(bytes));
  }

  /** Hands over a file. */
  JsonNode upload(String path, Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return send(connection("POST", path), "octet-stream", Files.size(file), in);
    }
  }

  /** Of a length that is said, so that nothing is sent twice when a connection ends. */
  private static JsonNode send(HttpURLConnection to, String type, long length, InputStream body)
      throws IOException {
    to.setRequestProperty("Content-Type", "application/" + type);
    to.setDoOutput(true);
    to.setFixedLengthStreamingMode(length);
    try (OutputStream out = to.getOutputStream()) {
      body.transferTo(out);
    }
    return MAPPER.readTree(whole(to));
  }

  /** Fetches a file; nothing is left of it where it does not arrive whole. */
  void download(String path, Path to) throws IOException {
    Path part = to.resolveSibling(to.getFileName() + ".part");
    HttpURLConnection from = connection("GET", path);
    try {
      requireGood(from);
      try (InputStream in = from.getInputStream()) {
        Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
      }
      Files.move(part, to, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  static String word(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private HttpURLConnection connection(String method, String path) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) URI.create(base + path).toURL().openConnection(Proxy.NO_PROXY);
    connection.setRequestMethod(method);
    connection.setInstanceFollowRedirects(false);
    connection.setConnectTimeout(PATIENCE_MS);
    connection.setReadTimeout(PATIENCE_MS);
    connection.setRequestProperty("Authorization", "Bearer " + token);
    return connection;
  }

  private static byte[] whole(HttpURLConnection from) throws IOException {
    requireGood(from);
    try (InputStream in = from.getInputStream()) {
      return in.readAllBytes();
    }
  }

  private static void requireGood(HttpURLConnection from) throws IOException {
    int status = from.getResponseCode();
    if (status >= GOOD) {
      try (InputStream in = from.getErrorStream()) {
        String said = in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        throw new IOException(problem(status, said));
      }
    }
  }

  /** What the gateway says is wrong, with the remedy. */
  private static String problem(int status, String body) {
    try {
      JsonNode problem = MAPPER.readTree(body);
      if (problem.hasNonNull("detail")) {
        String detail = problem.path("detail").asText();
        String end = detail.matches("(?s).*[.!?]") ? " " : ". ";
        return (detail + end + problem.path("remedy").asText()).strip();
      }
    } catch (JsonProcessingException e) {
      // Not the words of a gateway: its REST interface is the last to come up.
      return "the gateway is not ready yet (it answers " + status + "): try again in a moment";
    }
    return "the gateway answers " + status;
  }
}
