package io.skyjobs.app.stories;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** What a person sees in a browser while real jobs run. */
@Tag("peer")
@EnabledIfEnvironmentVariable(named = "SKY_TEST_BROWSER", matches = ".+")
class DashboardStoryTest {
    private static final String SPOT =
            """
            name: spot-training
            resources: {use_spot: true}
            secrets: {API_KEY: canary-in-the-mine}
            setup: echo prepared
            run: |
              printf 'plain \\033[32mgreen\\033[0m of attempt %s\\n' "$SKYPILOT_ATTEMPT"
              for line in $(seq 300); do echo "line $line"; done
              until [ -e $HERE/gate ]; do sleep 0.05; done
              echo finished
            """;

    private static final String WAITING =
            """
            name: %s
            resources: {infra: local}
            run: "until [ -e $HERE/gate ]; do sleep 0.05; done"
            """;

    @TempDir Path directory;
    private World world;
    private Browsing browsing;
    private Page page;

    @BeforeEach
    void open() {
        world = World.given(Clouds.two(), directory);
        browsing = new Browsing();
        page = browsing.page();
    }

    @AfterEach
    void close() {
        browsing.close();
        world.close();
    }

    private Locator row(String text) {
        return page.locator("tbody tr", new Page.LocatorOptions().setHasText(text));
    }

    private Locator status(String job, String status) {
        return row(job).locator(".status", new Locator.LocatorOptions().setHasText(status));
    }

    private Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    @Test
    void aCodeSignsInOnceAndIsNotLeftInTheAddress() {
        String url = world.address("jobs", "dashboard", "--no-browser");
        page.navigate(url);
        browsing.sees("No jobs yet.");
        assertThat(page.url()).endsWith("/dashboard/jobs");
        page.reload();
        browsing.sees("No jobs yet.");

        button("Sign out").click();
        browsing.sees("Run this in a terminal");
        assertThat(browsing.barriers()).isEmpty();
        page.navigate("about:blank");
        page.navigate(url);
        browsing.sees("This code was used before");
        page.getByLabel("Or enter a token").fill(world.token());
        button("Sign in").click();
        browsing.sees("No jobs yet.").withoutComplaints("401");
    }

    @Test
    void aJobIsFollowedWithoutReloading() {
        browsing.signIn(world);
        browsing.sees("No jobs yet.");
        page.evaluate("window.sameDocument = true");
        Job job = world.launch(SPOT);
        status("spot-training", "RUNNING").waitFor();
        world.file("gate", "");
        status("spot-training", "SUCCEEDED").waitFor();
        assertThat(page.evaluate("window.sameDocument")).isEqualTo(true);
        job.endsAs("SUCCEEDED");
        browsing.withoutComplaints();
    }

    @Test
    void filtersAreInTheAddress() {
        world.launch(WAITING.formatted("alpha"));
        world.launch(WAITING.formatted("beta"));
        world.launch("name: broken\nrun: exit 3\nresources: {infra: local}\n").endsAs("FAILED");
        String root = browsing.signIn(world);
        row("alpha").waitFor();
        page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName(Pattern.compile("FAILED 1")))
                .click();
        row("alpha")
                .waitFor(
                        new Locator.WaitForOptions()
                                .setState(
                                        com.microsoft.playwright.options.WaitForSelectorState
                                                .DETACHED));
        assertThat(page.url()).endsWith("/dashboard/jobs?status=FAILED");
        page.reload();
        row("broken").waitFor();
        assertThat(row("beta").count()).isZero();

        page.navigate(root + "/jobs?q=ET&sort=name");
        row("beta").waitFor();
        assertThat(page.locator("tbody tr").count()).isOne();
        page.getByLabel("Name or ID").fill("");
        row("alpha").waitFor();
        assertThat(page.locator("td.name a").allTextContents())
                .containsExactly("alpha", "beta", "broken");
        page.getByLabel("Infra, such as aws/us-east-1").fill("aws");
        browsing.sees("No job matches.").withoutComplaints();
    }

    @Test
    void jobsAreCancelledTogetherAfterAQuestion() {
        Job one = world.launch(WAITING.formatted("alpha")).until("RUNNING");
        Job two = world.launch(WAITING.formatted("beta")).until("RUNNING");
        world.launch(WAITING.formatted("gamma")).until("RUNNING");
        browsing.signIn(world);
        page.getByLabel("Select job " + one.id(), new Page.GetByLabelOptions().setExact(true))
                .check();
        page.getByLabel("Select job " + two.id(), new Page.GetByLabelOptions().setExact(true))
                .check();
        button("Cancel jobs…").click();
        assertThat(page.getByRole(AriaRole.DIALOG).textContent()).contains("alpha", "beta");
        button("Keep them").click();
        assertThat(page.getByRole(AriaRole.DIALOG).count()).isZero();
        // The keyboard goes on where it was.
        page.locator("button:focus:text('Cancel jobs')").waitFor();

        button("Cancel jobs…").click();
        button("Cancel them").click();
        browsing.sees("2 jobs are being cancelled.");
        status("alpha", "CANCELLED").waitFor();
        status("beta", "CANCELLED").waitFor();
        status("gamma", "RUNNING").waitFor();
        one.endsAs("CANCELLED");
        two.endsAs("CANCELLED");
        assertThat(row("alpha").textContent())
                .contains("Cancelled by " + System.getProperty("user.name"));
        browsing.withoutComplaints();
    }

    @Test
    void thePageOfAJobShowsWhatBecameOfIt() {
        Job job = world.launch(SPOT).until("RUNNING").untilLogShows("line 300").preempt();
        job.until("RECOVERING").until("RUNNING").untilLogShows("of attempt 2");
        String root = browsing.signIn(world);
        page.navigate(root + "/jobs/" + job.id());
        browsing.sees("It runs on");
        Locator lanes = page.locator(".lanes > li");
        lanes.nth(1).waitFor();
        assertThat(lanes.count()).isEqualTo(2);
        assertThat(lanes.first().textContent()).contains("Attempt 1", "spot", "PREEMPTED");
        assertThat(lanes.first().locator(".piece.running").count()).isOne();
        assertThat(lanes.last().locator(".piece.recovering").count()).isOne();
        lanes.first().locator("summary").click();
        assertThat(lanes.first().textContent()).contains("Evidence:");

        // The log of the latest attempt, followed to its end.
        page.locator(".line", new Page.LocatorOptions().setHasText("line 300")).waitFor();
        world.file("gate", "");
        page.locator(".line", new Page.LocatorOptions().setHasText("finished")).waitFor();
        page.getByLabel("Search the log").fill("LINE 42");
        browsing.sees("1 lines");
        page.getByLabel("Search the log").press("Enter");
        Locator goal = page.locator(".line.goal");
        goal.waitFor();
        assertThat(goal.textContent()).contains("line 42");
        assertThat(goal.locator("mark").textContent()).isEqualTo("line 42");

        // An earlier attempt, and its colours.
        page.getByLabel("Attempt").selectOption("1");
        Locator green = page.locator(".ansi-f2");
        page.getByLabel("Follow").uncheck();
        page.locator(".log").evaluate("box => { box.scrollTop = 0; }");
        green.waitFor();
        assertThat(green.textContent()).isEqualTo("green");
        assertThat(page.url()).contains("attempt=1");
        browsing.withoutComplaints();
    }

    /** P-56: what a page shows of a task file is free of secrets. */
    @Test
    void theTabsShowEventsTasksAndTheFile() {
        Job job = world.launch(SPOT).until("RUNNING");
        String root = browsing.signIn(world);
        page.navigate(root + "/jobs/" + job.id() + "?tab=yaml");
        browsing.sees("name: spot-training").sees("<redacted>");
        assertThat(page.content()).doesNotContain("canary-in-the-mine");
        page.getByRole(AriaRole.TAB, new Page.GetByRoleOptions().setName("Events")).click();
        row("RUNNING").first().waitFor();
        page.keyboard().press("ArrowRight");
        assertThat(page.url()).endsWith("tab=controller");
        page.getByRole(AriaRole.TAB, new Page.GetByRoleOptions().setName("Tasks")).click();
        browsing.sees("m6i.2xlarge").withoutComplaints();
    }

    @Test
    void everyPageCanBeUsedByEverybodyInBothColours() {
        Job job = world.launch(SPOT).until("RUNNING").untilLogShows("line 300").preempt();
        job.until("RECOVERING").until("RUNNING").untilLogShows("line 300");
        world.launch("name: broken\nrun: exit 3\nresources: {infra: local}\n").endsAs("FAILED");
        String root = browsing.signIn(world);
        for (String theme : List.of("light", "dark")) {
            browsing.prefers(theme, "en");
            for (String path :
                    List.of(
                            "/overview",
                            "/jobs",
                            "/jobs/" + job.id(),
                            "/jobs/" + job.id() + "?tab=events",
                            "/jobs/" + job.id() + "?tab=tasks",
                            "/jobs/" + job.id() + "?tab=yaml",
                            "/clusters",
                            "/infra")) {
                for (int width : new int[] {1280, 360}) {
                    page.setViewportSize(width, 800);
                    page.navigate(root + path);
                    page.locator("h1").waitFor();
                    page.waitForLoadState();
                    page.locator("table, .line, pre, .charts, .cards").first().waitFor();
                    assertThat(browsing.barriers()).as("%s %s %d", path, theme, width).isEmpty();
                    assertThat(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
                            .as("%s fits into %d pixels", path, width)
                            .isEqualTo(true);
                }
            }
        }
        browsing.prefers("dark", "zh");
        page.navigate(root + "/jobs");
        browsing.sees("作业");
        assertThat(page.evaluate("document.documentElement.lang")).isEqualTo("zh-Hans");
        assertThat(page.evaluate("getComputedStyle(document.body).backgroundColor"))
                .isEqualTo("rgb(17, 21, 28)");
        browsing.withoutComplaints();
    }
}
