package org.busbar.plugin.change;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.busbar.api.plugin.PluginJob;
import org.busbar.api.plugin.PluginWish;
import org.busbar.api.time.Clock;
import org.junit.jupiter.api.Test;

class LetGoTest {
  private final List<String> raised = new ArrayList<>();
  private final List<Runnable> told = new ArrayList<>();
  private final Job job = new Job(1, new PluginWish.Back(1), "ada", "", PluginJob.State.DONE);
  private final LetGo letGo =
      new LetGo(
          surroundings(),
          new FullCollections() {
            @Override
            public void tell(Runnable listener) {
              told.add(listener);
            }

            @Override
            public void close() {
              told.clear();
            }
          });

  private Surroundings surroundings() {
    return (Surroundings)
        Proxy.newProxyInstance(
            Surroundings.class.getClassLoader(),
            new Class<?>[] {Surroundings.class},
            (_, method, args) ->
                switch (method.getName()) {
                  case "clock" ->
                      Proxy.newProxyInstance(
                          Clock.class.getClassLoader(),
                          new Class<?>[] {Clock.class},
                          (_, _, _) -> Instant.EPOCH);
                  case "raise" -> {
                    raised.add((String) args[3]);
                    yield null;
                  }
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  private List<String> said() {
    return job.shown().steps().stream().map(PluginJob.Step::text).toList();
  }

  @Test
  void aFullCollectionThatComesAnywayTellsThatNothingIsHeld() throws Exception {
    WeakReference<ClassLoader> gone =
        new WeakReference<>(new URLClassLoader("gone", new URL[0], null));
    String text = letGo.text(job, List.of(gone), false);
    assertTrue(text.contains("the next ones are looked at"), text);
    gone.clear();
    told.getFirst().run();
    assertEquals(List.of("The class loaders of all 1 bundles are gone"), said());
    assertEquals(List.of(), raised);
    assertTrue(told.isEmpty(), "nothing is left to be looked at");
  }

  @Test
  void whatSomebodyHoldsIsSaidAfterSomeCollectionsAndOnce() throws Exception {
    ClassLoader held = LetGoTest.class.getClassLoader();
    letGo.text(job, List.of(new WeakReference<>(held)), false);
    Runnable collected = told.getFirst();
    for (int i = 1; i < LetGo.ENOUGH; i++) {
      collected.run();
      assertEquals(List.of(), said(), "it may be about to end");
    }
    collected.run();
    collected.run();
    assertEquals(
        List.of("The class loaders of 1 bundles of the old version are held by somebody"), said());
    assertEquals(1, raised.size());
    assertTrue(told.isEmpty());
  }

  @Test
  void theJvmTellsOfItsOwnCollectionsAsLongAsItIsAsked() throws Exception {
    CountDownLatch heard = new CountDownLatch(1);
    try (FullCollections here = FullCollections.here()) {
      here.tell(heard::countDown);
      System.gc();
      assertTrue(heard.await(20, TimeUnit.SECONDS));
    }
    assertFalse(heard.getCount() > 0);
  }
}
