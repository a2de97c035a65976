package org.busbar.profile.message;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.busbar.api.device.DeviceDeclaration;
import org.busbar.api.vocabulary.Address;
import org.busbar.api.vocabulary.Interval;
import org.busbar.api.vocabulary.NodeId;
import org.busbar.api.vocabulary.Point;
import org.busbar.profile.api.PointKey;
import org.busbar.profile.api.PollClass;

/**
 * A device that speaks in documents, described as data.
 *
 * @param head what every profile says
 * @param kind transport it is for: {@code http} or {@code mqtt}
 * @param settings texts a site gives, by name
 * @param documents documents by name
 * @param proofs what proves the device, empty where nothing does
 * @param points what can be read
 * @param writes what can be written
 * @param inverts points whose sign an option turns, by option
 * @param vectors tests that travel with it
 */
public record MessageProfile(
    Head head,
    String kind,
    Map<String, Setting> settings,
    Map<String, DocumentSpec> documents,
    List<Proof> proofs,
    List<MessagePoint> points,
    List<MessageWrite> writes,
    Map<String, List<PointKey>> inverts,
    List<MessageVector> vectors) {
  /**
   * A text a site gives.
   *
   * @param text what it is, for people
   * @param usual what holds where a site does not say it, empty where it must
   */
  public record Setting(String text, Optional<String> usual) {}

  /**
   * What every profile says.
   *
   * @param id maker and model
   * @param version from 1
   * @param name for people
   * @param maker who makes the device
   * @param models models it holds for
   * @param nature nature of the device itself
   * @param terminals nature by terminal
   * @param maturity how far it has been proven
   * @param polls period by poll class
   * @param limits protective limits
   * @param reaction greatest time from a write to its effect
   */
  public record Head(
      String id,
      int version,
      String name,
      String maker,
      List<String> models,
      String nature,
      Map<String, String> terminals,
      DeviceDeclaration.Maturity maturity,
      Map<PollClass, Duration> polls,
      Map<PointKey, Interval> limits,
      Duration reaction) {
    /** Copies the collections. */
    public Head {
      models = List.copyOf(models);
      terminals = Map.copyOf(terminals);
      polls = Map.copyOf(polls);
      limits = Map.copyOf(limits);
    }

    Head with(DeviceDeclaration.Maturity newMaturity, Map<PollClass, Duration> newPolls) {
      return new Head(
          id,
          version,
          name,
          maker,
          models,
          nature,
          terminals,
          newMaturity,
          newPolls,
          limits,
          reaction);
    }
  }

  /** Copies the collections. */
  public MessageProfile {
    settings = Map.copyOf(settings);
    documents = Map.copyOf(documents);
    proofs = List.copyOf(proofs);
    points = List.copyOf(points);
    writes = List.copyOf(writes);
    inverts = Map.copyOf(inverts);
    vectors = List.copyOf(vectors);
  }

  /** The same profile, proven further. */
  public MessageProfile proven(DeviceDeclaration.Maturity maturity) {
    Head proven = head.with(maturity, head.polls());
    return new MessageProfile(
        proven, kind, settings, documents, proofs, points, writes, inverts, vectors);
  }

  Optional<MessagePoint> point(PointKey key) {
    return points.stream().filter(point -> point.key().equals(key)).findFirst();
  }

  /** The period in which a document is wanted: that of its fastest point. */
  Duration period(String document) {
    return points.stream()
        .filter(point -> point.document().equals(document))
        .map(point -> head.polls().get(point.poll()))
        .min(Duration::compareTo)
        .orElse(head.polls().get(PollClass.SLOW));
  }

  /** The declaration of a device; options are already applied. */
  DeviceDeclaration declaration(NodeId device) {
    Map<NodeId, String> natures = new HashMap<>();
    natures.put(device, head.nature());
    head.terminals()
        .forEach((name, nature) -> natures.put(new NodeId(device + "." + name), nature));
    Map<Address, Duration> periods = new HashMap<>();
    Map<Address, Interval> ranges = new HashMap<>();
    for (MessagePoint point : points) {
      Address address = point.key().address(device);
      periods.put(address, head.polls().get(point.poll()));
      Point of = point.key().point();
      if (point.range().min() > of.plausibleMin() || point.range().max() < of.plausibleMax()) {
        ranges.put(address, point.range());
      }
    }
    Map<Address, Interval> limits = new HashMap<>();
    head.limits().forEach((key, limit) -> limits.put(key.address(device), limit));
    return new DeviceDeclaration(
        device,
        head.name(),
        natures,
        periods,
        ranges,
        writes.stream().map(write -> write.writable(device)).toList(),
        limits,
        head.reaction(),
        head.maturity());
  }

  /** Periods of all classes, some of them replaced. */
  Map<PollClass, Duration> polls(Map<PollClass, Duration> replaced) {
    Map<PollClass, Duration> all = new EnumMap<>(head.polls());
    all.putAll(replaced);
    return all;
  }

  MessageProfile inverted(String option) {
    List<PointKey> keys = inverts.getOrDefault(option, List.of());
    List<MessagePoint> turned = new ArrayList<>();
    for (MessagePoint point : points) {
      turned.add(keys.contains(point.key()) ? point.inverted() : point);
    }
    List<MessageWrite> turnedWrites = new ArrayList<>();
    for (MessageWrite write : writes) {
      turnedWrites.add(keys.contains(write.key()) ? write.inverted() : write);
    }
    return new MessageProfile(
        head, kind, settings, documents, proofs, turned, turnedWrites, inverts, vectors);
  }
}
