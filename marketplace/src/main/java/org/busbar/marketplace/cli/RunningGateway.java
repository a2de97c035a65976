package org.busbar.marketplace.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The gateway that runs on a HOME, asked over its own REST with the token that lies there. */
final class RunningGateway {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final Duration PATIENCE = Duration.ofMinutes(2);
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
  static Optional<RunningGateway> find(Path home) throws IOException, InterruptedException {
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
  static RunningGateway at(Path home) throws IOException, InterruptedException {
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

  JsonNode get(String path) throws IOException, InterruptedException {
    return send("GET", path, HttpRequest.BodyPublishers.noBody());
  }

  JsonNode post(String path, JsonNode body) throws IOException, InterruptedException {
    return send("POST", path, HttpRequest.BodyPublishers.ofString(MAPPER.writeValueAsString(body)));
  }

  JsonNode put(String path, JsonNode body) throws IOException, InterruptedException {
    return send("PUT", path, HttpRequest.BodyPublishers.ofString(MAPPER.writeValueAsString(body)));
  }

  JsonNode delete(String path) throws IOException, InterruptedException {
    return send("DELETE", path, HttpRequest.BodyPublishers.noBody());
  }

  /** Hands over a file. */
  JsonNode upload(String path, Path file) throws IOException, InterruptedException {
    HttpRequest request =
        request(path)
            .header("Content-Type", "application/octet-stream")
            .POST(HttpRequest.BodyPublishers.ofFile(file))
            .build();
    return read(request);
  }

  /** Fetches a file; nothing is left of it where it does not arrive whole. */
  void download(String path, Path to) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      Path part = to.resolveSibling(to.getFileName() + ".part");
      HttpResponse<Path> answer =
          client.send(request(path).GET().build(), HttpResponse.BodyHandlers.ofFile(part));
      try {
        if (answer.statusCode() >= GOOD) {
          throw new IOException(problem(answer.statusCode(), Files.readString(part)));
        }
        Files.move(part, to, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(part);
      }
    }
  }

  static String word(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private JsonNode send(String method, String path, HttpRequest.BodyPublisher body)
      throws IOException, InterruptedException {
    return read(
        request(path).header("Content-Type", "application/json").method(method, body).build());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(base + path))
        .timeout(PATIENCE)
        .header("Authorization", "Bearer " + token);
  }

  private static JsonNode read(HttpRequest request) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() >= GOOD) {
        throw new IOException(problem(answer.statusCode(), answer.body()));
      }
      return MAPPER.readTree(answer.body());
    }
  }

  /** What the gateway says is wrong, with the remedy. */
  private static String problem(int status, String body) {
    try {
      JsonNode problem = MAPPER.readTree(body);
      if (problem.hasNonNull("detail")) {
        return (problem.path("detail").asText() + " " + problem.path("remedy").asText()).strip();
      }
    } catch (JsonProcessingException e) {
      // Not the words of a gateway: its REST interface is the last to come up.
      return "the gateway is not ready yet (it answers " + status + "): try again in a moment";
    }
    return "the gateway answers " + status;
  }
}
