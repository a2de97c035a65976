package org.busbar.plugin.change;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Collections that let go of classes, as the JVM makes them. */
public interface FullCollections extends AutoCloseable {
  /** Calls this after each from now on, in place of what it called before; must not wait. */
  void tell(Runnable listener);

  /** Calls nobody any more. */
  @Override
  void close();

  /** Those of this JVM. */
  static FullCollections here() {
    return new Here();
  }

  /** By the beans of the collectors; those of the young alone let go of no class. */
  final class Here implements FullCollections {
    private static final Logger LOG = LoggerFactory.getLogger(FullCollections.class);
    private static final Pattern YOUNG = Pattern.compile("Copy|Young|Minor|Scavenge|Pauses");

    private final List<NotificationEmitter> heard = new ArrayList<>();
    private final NotificationListener ear = this::hear;
    private volatile Runnable told = () -> {};

    @Override
    public synchronized void tell(Runnable listener) {
      told = listener;
      if (heard.isEmpty()) {
        for (GarbageCollectorMXBean bean : ManagementFactory.getGarbageCollectorMXBeans()) {
          if (!YOUNG.matcher(bean.getName()).find() && bean instanceof NotificationEmitter full) {
            full.addNotificationListener(ear, null, null);
            heard.add(full);
          }
        }
      }
    }

    private void hear(Notification notification, Object handback) {
      if (notification
          .getType()
          .equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
        told.run();
      }
    }

    @Override
    public synchronized void close() {
      for (NotificationEmitter emitter : heard) {
        try {
          emitter.removeNotificationListener(ear);
        } catch (ListenerNotFoundException e) {
          LOG.debug("it was not there any more", e);
        }
      }
      heard.clear();
      told = () -> {};
    }
  }
}
