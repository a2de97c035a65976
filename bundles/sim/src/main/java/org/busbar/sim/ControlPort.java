package org.busbar.sim;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.busbar.api.vocabulary.Unit;
import org.busbar.config.api.ConfigException;
import org.busbar.config.api.Document;
import org.busbar.config.api.Section;
import org.busbar.sim.plant.Battery;
import org.busbar.sim.plant.Load;
import org.busbar.sim.served.Fault;
import org.jspecify.annotations.Nullable;

/**
 * Faults, load steps and the truth about the plant, from outside: plain HTTP on the loopback
 * address. For demonstrations and tests; refuses what a web page sends.
 */
final class ControlPort implements AutoCloseable {
  private static final int MAX_BODY_BYTES = 4096;

  private final PlantHost host;
  private final HttpServer http;

  /** A request that cannot be done; the message is for people. */
  private static final class Refused extends Exception {
    private static final long serialVersionUID = 1;

    Refused(String message) {
      super(message);
    }
  }

  private interface Action {
    String run(Section body) throws Refused;
  }

  ControlPort(PlantHost host, int port) throws IOException {
    this.host = host;
    this.http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    http.createContext("/plant", exchange -> answer(exchange, null));
    http.createContext("/fault", exchange -> answer(exchange, this::fault));
    http.createContext("/load", exchange -> answer(exchange, this::load));
    http.createContext("/soc", exchange -> answer(exchange, this::soc));
    http.start();
  }

  int port() {
    return http.getAddress().getPort();
  }

  @Override
  public void close() {
    http.stop(0);
  }

  /** Without an action the truth is what is asked for. */
  private void answer(HttpExchange exchange, @Nullable Action action) throws IOException {
    String wanted = action == null ? "GET" : "POST";
    try (exchange) {
      if (exchange.getRequestHeaders().containsKey("Origin")) {
        send(exchange, 403, "{\"error\":\"not for web pages\"}");
      } else if (!exchange.getRequestMethod().equals(wanted)) {
        send(exchange, 405, "{\"error\":\"use " + wanted + "\"}");
      } else if (action == null) {
        send(exchange, 200, PlantJson.of(host));
      } else {
        act(exchange, action);
      }
    }
  }

  private static void act(HttpExchange exchange, Action action) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES);
    try {
      // JSON is read as the YAML it also is.
      Section root = Document.parse("body", new String(body, StandardCharsets.UTF_8));
      send(exchange, 200, action.run(root));
    } catch (ConfigException | Refused e) {
      send(exchange, 400, "{\"error\":" + PlantJson.text(e.getMessage()) + "}");
    }
  }

  private static void send(HttpExchange exchange, int status, String json) throws IOException {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private PlantHost.Place place(Section body) throws Refused {
    String id = body.text("device");
    return host.place(id)
        .orElseThrow(() -> new Refused("device '" + id + "' is none of " + host.places().keySet()));
  }

  private String fault(Section body) throws Refused {
    PlantHost.Place place = place(body);
    String word = body.text("fault");
    Fault fault =
        Fault.of(word)
            .orElseThrow(
                () ->
                    new Refused(
                        "fault '%s' is none of %s"
                            .formatted(
                                word, Arrays.stream(Fault.values()).map(Fault::word).toList())));
    double delayS = body.number("delayS", 2);
    place.unit().delay(Duration.ofNanos((long) (delayS * 1e9)));
    place.unit().fault(fault);
    return "{\"device\":%s,\"fault\":\"%s\"}"
        .formatted(PlantJson.text(place.unit().device().id()), fault.word());
  }

  private String load(Section body) throws Refused {
    PlantHost.Place place = place(body);
    double stepW = body.quantity("stepW", Unit.NONE, Double.NaN);
    if (!(place.unit().device() instanceof Load load) || !Double.isFinite(stepW)) {
      throw new Refused("device must be a load and stepW a number");
    }
    return host.plant()
        .with(
            _ -> {
              load.stepW(stepW);
              return "{\"device\":%s,\"stepW\":%s}"
                  .formatted(PlantJson.text(load.id()), PlantJson.number(stepW));
            });
  }

  private String soc(Section body) throws Refused {
    PlantHost.Place place = place(body);
    double pct = body.quantity("stateOfChargePct", Unit.NONE, Double.NaN);
    if (!(place.unit().device() instanceof Battery battery) || !(pct >= 0 && pct <= 100)) {
      throw new Refused("device must be a battery and stateOfChargePct in 0..100");
    }
    return host.plant()
        .with(
            _ -> {
              battery.stateOfChargePct(pct);
              return "{\"device\":%s,\"stateOfChargePct\":%s}"
                  .formatted(PlantJson.text(battery.id()), PlantJson.number(pct));
            });
  }
}
