package org.busbar.profile.api;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.busbar.api.device.DeviceDeclaration.Maturity;
import org.busbar.api.transport.ReadLimits;
import org.busbar.api.vocabulary.Interval;

/**
 * A device described as data.
 *
 * @param id maker and model, {@code acme.em300}
 * @param version version of the profile, from 1
 * @param name name for people
 * @param maker who makes the device
 * @param models models it holds for
 * @param licence licence of the profile, an SPDX id
 * @param evidence where its facts come from
 * @param maturity how far it has been proven
 * @param readLimits what the device can bear
 * @param polls period by poll class, all classes present
 * @param identify registers that prove the device, empty where it has none
 * @param nature nature of the device itself
 * @param terminals nature by terminal, empty where it has none
 * @param points what can be read
 * @param writes what can be written
 * @param limits protective limits: outside the interval the device is tripped; in the unit of each
 *     point
 * @param reactionTime greatest time from a write to its effect
 * @param options switches a site may set
 * @param vectors tests that travel with it
 * @param inputs auxiliary registers of formulas, keyed as {@link Formula#raw}; not delivered
 * @param computed what is computed, in an order in which operands come first
 * @param variants models and firmware that differ, the first that fits is taken
 * @param shown texts of the device for people
 * @param links ways by which it can be reached
 * @param capabilities what it can do, in words
 * @param caveats what to know before it is used, in words
 */
public record Profile(
    String id,
    int version,
    String name,
    String maker,
    List<String> models,
    String licence,
    Evidence evidence,
    Maturity maturity,
    ReadLimits readLimits,
    Map<PollClass, Duration> polls,
    List<Identity> identify,
    String nature,
    Map<String, String> terminals,
    List<ProfilePoint> points,
    List<WriteSpec> writes,
    Map<PointKey, Interval> limits,
    Duration reactionTime,
    List<Option> options,
    List<Vector> vectors,
    List<ProfilePoint> inputs,
    List<Computed> computed,
    List<Variant> variants,
    List<Shown> shown,
    List<Link> links,
    List<String> capabilities,
    List<String> caveats) {
  /** Copies the collections. */
  public Profile {
    models = List.copyOf(models);
    polls = Map.copyOf(polls);
    identify = List.copyOf(identify);
    terminals = Map.copyOf(terminals);
    points = List.copyOf(points);
    writes = List.copyOf(writes);
    limits = Map.copyOf(limits);
    options = List.copyOf(options);
    vectors = List.copyOf(vectors);
    inputs = List.copyOf(inputs);
    computed = List.copyOf(computed);
    variants = List.copyOf(variants);
    shown = List.copyOf(shown);
    links = List.copyOf(links);
    capabilities = List.copyOf(capabilities);
    caveats = List.copyOf(caveats);
  }

  /** A profile without anything computed, varied or told besides. */
  public Profile(
      String id,
      int version,
      String name,
      String maker,
      List<String> models,
      String licence,
      Evidence evidence,
      Maturity maturity,
      ReadLimits readLimits,
      Map<PollClass, Duration> polls,
      List<Identity> identify,
      String nature,
      Map<String, String> terminals,
      List<ProfilePoint> points,
      List<WriteSpec> writes,
      Map<PointKey, Interval> limits,
      Duration reactionTime,
      List<Option> options,
      List<Vector> vectors) {
    this(
        id,
        version,
        name,
        maker,
        models,
        licence,
        evidence,
        maturity,
        readLimits,
        polls,
        identify,
        nature,
        terminals,
        points,
        writes,
        limits,
        reactionTime,
        options,
        vectors,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }

  /** The same device read and written otherwise. */
  public Profile with(
      Map<PollClass, Duration> newPolls,
      List<ProfilePoint> newPoints,
      List<Computed> newComputed,
      List<WriteSpec> newWrites) {
    Variant self = new Variant("", models, identify, newPoints, newComputed, newWrites);
    return made(maturity, newPolls, self, variants);
  }

  /** The profile of one of its variants, which has no variants any more. */
  public Profile as(Variant variant) {
    List<Identity> proofs = new ArrayList<>(identify);
    proofs.addAll(variant.when());
    Variant self =
        new Variant(
            "",
            variant.models().isEmpty() ? models : variant.models(),
            proofs,
            variant.points(),
            variant.computed(),
            variant.writes());
    return made(maturity, polls, self, List.of());
  }

  /** The same profile, proven further. */
  public Profile proven(Maturity newMaturity) {
    Variant self = new Variant("", models, identify, points, computed, writes);
    return made(newMaturity, polls, self, variants);
  }

  private Profile made(
      Maturity newMaturity,
      Map<PollClass, Duration> newPolls,
      Variant self,
      List<Variant> newVariants) {
    return new Profile(
        id,
        version,
        name,
        maker,
        self.models(),
        licence,
        evidence,
        newMaturity,
        readLimits,
        newPolls,
        self.when(),
        nature,
        terminals,
        self.points(),
        self.writes(),
        limits,
        reactionTime,
        options,
        vectors,
        inputs,
        self.computed(),
        newVariants,
        shown,
        links,
        capabilities,
        caveats);
  }

  /** The variant with this name, empty where there is none. */
  public Optional<Variant> variant(String variantName) {
    return variants.stream().filter(v -> v.name().equals(variantName)).findFirst();
  }

  /** Every key it delivers, read or computed. */
  public Set<PointKey> delivered() {
    Set<PointKey> keys = new LinkedHashSet<>();
    points.forEach(point -> keys.add(point.key()));
    computed.forEach(point -> keys.add(point.key()));
    return keys;
  }

  /** The point with this key, empty where it cannot be read. */
  public Optional<ProfilePoint> point(PointKey key) {
    return points.stream().filter(point -> point.key().equals(key)).findFirst();
  }

  /** The quantity with this key, empty where it cannot be written. */
  public Optional<WriteSpec> write(PointKey key) {
    return writes.stream().filter(write -> write.key().equals(key)).findFirst();
  }
}
