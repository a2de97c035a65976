package org.busbar.profile.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.busbar.api.device.DeviceConfig;
import org.busbar.api.device.DeviceDeclaration;
import org.busbar.api.device.DeviceType;
import org.busbar.api.device.write.DeviceSession;
import org.busbar.api.device.write.SampleSink;
import org.busbar.api.time.Clock;
import org.busbar.api.transport.Connection;
import org.busbar.api.transport.MessageConnection;
import org.busbar.profile.api.DocumentTwin;
import org.busbar.profile.api.PollClass;
import org.busbar.profile.run.OptionWords;

/** Makes devices out of profiles that speak in documents. */
public final class MessageDevices {
  private MessageDevices() {}

  /**
   * What a device of this configuration will declare.
   *
   * @throws IllegalArgumentException naming what is wrong in the configuration and the remedy
   */
  public static DeviceDeclaration describe(MessageProfile profile, DeviceConfig config) {
    return MessageOptions.apply(profile, config.options()).declaration(config.id());
  }

  /**
   * Opens a device; does not wait for it.
   *
   * @throws IllegalArgumentException naming what is wrong in the configuration and the remedy
   */
  public static DeviceSession open(
      MessageProfile profile,
      Connection connection,
      DeviceConfig config,
      SampleSink sink,
      Clock clock) {
    if (connection instanceof MessageConnection messages) {
      return MessageSession.open(
          MessageOptions.apply(profile, config.options()), config, messages, sink, clock);
    }
    throw new IllegalArgumentException(
        "profile '"
            + config.type()
            + "' needs a connection of transport "
            + profile.kind()
            + "; '"
            + connection.name()
            + "' is none");
  }

  /** A profile as a kind of devices, for forms and lists. */
  public static DeviceType type(MessageProfile profile) {
    MessageProfile.Head head = profile.head();
    Map<String, String> natures = new TreeMap<>(head.terminals());
    natures.put("", head.nature());
    List<DeviceType.Option> options = new ArrayList<>();
    new TreeMap<>(profile.settings())
        .forEach(
            (name, setting) ->
                options.add(
                    new DeviceType.Option(
                        name, "text", setting.usual().orElse(""), setting.text())));
    new TreeSet<>(profile.inverts().keySet())
        .forEach(name -> options.add(new DeviceType.Option(name, "flag", "false", "")));
    for (PollClass poll : PollClass.values()) {
      String period = head.polls().get(poll).toMillis() + " ms";
      options.add(new DeviceType.Option(OptionWords.optionOf(poll), "duration", period, ""));
    }
    return new DeviceType(
        "profile",
        head.id(),
        head.name(),
        head.maker(),
        head.models(),
        natures,
        head.maturity(),
        List.of(profile.kind()),
        options,
        DeviceType.commands(profile.writes().stream().map(w -> w.key().point()).toList()));
  }

  /**
   * The device that a profile describes, for simulators and conformance suites.
   *
   * @throws IllegalArgumentException if no vector gives what the profile leaves to a site
   */
  public static DocumentTwin twin(MessageProfile profile) {
    return new Twin(profile);
  }

  /** What a profile is, in one line for people. */
  public static String told(MessageProfile profile) {
    return String.format(
        "%s version %d, %s over %s, %s: %d points, %d writable, %d vectors pass",
        profile.head().id(),
        profile.head().version(),
        profile.head().nature(),
        profile.kind(),
        profile.head().maturity().name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'),
        profile.points().size(),
        profile.writes().size(),
        profile.vectors().size());
  }
}
