package org.busbar.sim;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Supplier;
import org.busbar.config.api.ConfigException;
import org.busbar.config.api.Document;
import org.busbar.config.api.Section;
import org.busbar.sim.plant.Battery;
import org.busbar.sim.plant.Bms;
import org.busbar.sim.plant.Load;
import org.busbar.sim.served.Fault;

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
    http.createContext("/plant", exchange -> tell(exchange, () -> PlantJson.of(host)));
    http.createContext("/writes", exchange -> tell(exchange, () -> PlantJson.writes(host)));
    http.createContext("/fault", exchange -> act(exchange, this::fault));
    http.createContext("/load", exchange -> act(exchange, this::load));
    http.createContext("/battery", exchange -> act(exchange, this::battery));
    http.createContext("/cells", exchange -> tell(exchange, () -> CellControl.of(host)));
    http.createContext("/cell", exchange -> act(exchange, this::cell));
    http.start();
  }

  int port() {
    return http.getAddress().getPort();
  }

  @Override
  public void close() {
    http.stop(0);
  }

  private static void tell(HttpExchange exchange, Supplier<String> truth) throws IOException {
    try (exchange) {
      if (isWelcome(exchange, "GET")) {
        send(exchange, 200, truth.get());
      }
    }
  }

  private static void act(HttpExchange exchange, Action action) throws IOException {
    try (exchange) {
      if (isWelcome(exchange, "POST")) {
        byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES);
        try {
          // JSON is read as the YAML it also is.
          Section root = Document.parse("body", new String(body, StandardCharsets.UTF_8));
          send(exchange, 200, action.run(root));
        } catch (ConfigException | Refused e) {
          refuse(exchange, 400, e.getMessage());
        }
      }
    }
  }

  private static boolean isWelcome(HttpExchange exchange, String method) throws IOException {
    if (exchange.getRequestHeaders().containsKey("Origin")) {
      refuse(exchange, 403, "not for web pages");
      return false;
    }
    if (!exchange.getRequestMethod().equals(method)) {
      refuse(exchange, 405, "use " + method);
      return false;
    }
    return true;
  }

  private static void refuse(HttpExchange exchange, int status, String why) throws IOException {
    send(exchange, status, "{\"error\":" + PlantJson.text(why) + "}");
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
    double stepW = body.number("stepW", Double.NaN);
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

  private String cell(Section body) throws Refused {
    PlantHost.Place place = place(body);
    if (!(place.unit().device() instanceof Bms bms)) {
      throw new Refused("device must be a battery management system");
    }
    try {
      return CellControl.drive(host, bms, body);
    } catch (IllegalArgumentException e) {
      throw new Refused(String.valueOf(e.getMessage()));
    }
  }

  /** Puts a battery into a state of charge or its cells to a temperature. */
  private String battery(Section body) throws Refused {
    PlantHost.Place place = place(body);
    double pct = body.number("stateOfChargePct", Double.NaN);
    double celsius = body.number("cellTemperatureC", Double.NaN);
    if (!(place.unit().device() instanceof Battery battery)) {
      throw new Refused("device must be a battery");
    }
    if (!(pct >= 0 && pct <= 100) && !(celsius >= -40 && celsius <= 120)) {
      throw new Refused("give stateOfChargePct in 0..100 or cellTemperatureC in -40..120");
    }
    return host.plant()
        .with(
            _ -> {
              if (Double.isFinite(pct)) {
                battery.stateOfChargePct(pct);
              }
              if (Double.isFinite(celsius)) {
                battery.cellTemperatureC(celsius);
              }
              return "{\"device\":%s}".formatted(PlantJson.text(battery.id()));
            });
  }
}
