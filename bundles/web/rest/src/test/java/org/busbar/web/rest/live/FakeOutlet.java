package org.busbar.web.rest.live;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A connection in memory that takes what it is sent, or does not. */
final class FakeOutlet implements Outlet {
  private static final ObjectMapper JSON = new ObjectMapper();

  final List<String> texts = new ArrayList<>();
  final List<String> ends = new ArrayList<>();
  boolean stuck;
  boolean answersPings = true;
  Client client;

  @Override
  public void send(String text, Consumer<Boolean> done) {
    texts.add(text);
    if (!stuck) {
      done.accept(true);
    }
  }

  @Override
  public void ping() {
    if (answersPings && !stuck) {
      client.heard();
    }
  }

  @Override
  public void close(int code, String reason) {
    ends.add(code + " " + reason);
  }

  @Override
  public void cut() {
    ends.add("cut");
  }

  /** What came of one type. */
  List<JsonNode> of(String type) {
    return texts.stream()
        .map(FakeOutlet::json)
        .filter(node -> node.get("type").asText().equals(type))
        .toList();
  }

  List<Long> sequences(String type) {
    return of(type).stream().map(node -> node.get("sequence").asLong()).toList();
  }

  JsonNode last() {
    return json(texts.getLast());
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(text, e);
    }
  }
}
