/** Manual clock, fakes and conformance suites for tests. */
@NullMarked
package org.busbar.testkit;

import org.jspecify.annotations.NullMarked;
