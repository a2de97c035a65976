package org.busbar.safety.stop;

import org.busbar.api.vocabulary.NodeId;

/**
 * Separates devices from the bus. Implemented by the contactor controller; called on the lease
 * thread, never blocks.
 */
public interface Isolation {
  /** No device has contactors. */
  Isolation NONE =
      new Isolation() {
        @Override
        public boolean hasContactors(NodeId device) {
          return false;
        }

        @Override
        public boolean isUnloaded(NodeId device) {
          return false;
        }

        @Override
        public void open(NodeId device, String reason) {
          // There is nothing to open.
        }
      };

  /** Whether contactors of this device are under our control. */
  boolean hasContactors(NodeId device);

  /** Whether less than 5 % of the rated current flows; false where that is not known. */
  boolean isUnloaded(NodeId device);

  /** Opens them, whatever flows. Idempotent. */
  void open(NodeId device, String reason);
}
