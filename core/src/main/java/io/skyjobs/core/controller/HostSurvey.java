package io.skyjobs.core.controller;

import io.skyjobs.spi.ComputeProvider;
import io.skyjobs.spi.HostReport;
import io.skyjobs.spi.HostReport.Host;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Asks providers of machines that people know one by one how each of these is now. Safe for use
 * from many threads; blocks for as long as the providers wait for machines that do not answer.
 */
public final class HostSurvey {
    private final List<ComputeProvider> providers;

    /**
     * A machine and whose it is.
     *
     * @param provider name of the provider
     * @param title the provider's name for people
     */
    public record Surveyed(String provider, String title, Host host) {}

    /**
     * @param providers the loaded ones; those that know no machines are left out
     */
    public HostSurvey(List<ComputeProvider> providers) {
        this.providers =
                providers.stream().filter(provider -> provider instanceof HostReport).toList();
    }

    /**
     * All machines, pool by pool.
     *
     * @param only name of the one provider to ask; empty for all
     */
    public List<Surveyed> hosts(Optional<String> only) {
        List<Surveyed> hosts = new ArrayList<>();
        for (ComputeProvider provider : providers) {
            if (provider instanceof HostReport report
                    && only.map(provider.name()::equals).orElse(true)) {
                for (Host host : report.hosts()) {
                    hosts.add(new Surveyed(provider.name(), provider.title(), host));
                }
            }
        }
        return List.copyOf(hosts);
    }
}
