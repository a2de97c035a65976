package org.busbar.safety;

import org.busbar.api.events.EventSink;
import org.busbar.api.site.SampleStore;
import org.busbar.api.site.SiteModel;
import org.busbar.api.time.Clock;
import org.busbar.safety.audit.AuditTrail;
import org.busbar.safety.record.BlackBox;

/**
 * What the field of one site stands on.
 *
 * @param alert has the watch and the record threads look at once instead of at their next round
 */
record Ground(
    SiteModel model,
    SampleStore store,
    EventSink events,
    Clock clock,
    Runnable alert,
    AuditTrail audit,
    BlackBox box) {}
