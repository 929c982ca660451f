using LightKube.Api.Core.V1;
using LightKube.Kubelet.Pods;
using LightKube.Kubelet.Probes;
using LightKube.Testing.Builders;

namespace LightKube.Kubelet.Tests.Pods;

internal sealed class PodPlanTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly SandboxInstance Sandbox = new() { Id = "s", Ready = true, Ips = ["10.1.0.5"] };

    [Test]
    public void A_new_pod_gets_a_sandbox_and_all_its_main_containers()
    {
        var plan = PodPlan.Compute(A.Pod("a"), PodRuntimeState.Empty, new PodMemory(), Now);

        Assert.That(plan.NewSandbox, Is.EqualTo(0u));
        Assert.That(plan.Start.Select(step => step.Spec.Name), Is.EqualTo(new[] { "app" }));
        Assert.That(plan.StopAll, Is.False);
    }

    [Test]
    public void A_lost_sandbox_is_replaced_and_init_containers_run_again()
    {
        var pod = A.Pod("a");
        pod.Spec.InitContainers.Add(new Container { Name = "init", Image = A.Image });
        var lost = Sandbox with { Ready = false, Attempt = 2 };

        var plan = PodPlan.Compute(pod, new PodRuntimeState([lost], [Exited("app", 137)]), new PodMemory(), Now);

        Assert.That(plan.NewSandbox, Is.EqualTo(3u));
        Assert.That(plan.Start.Select(step => step.Spec.Name), Is.EqualTo(new[] { "init" }));
    }

    [TestCase("Always", 0, true)]
    [TestCase("Always", 1, true)]
    [TestCase("OnFailure", 0, false)]
    [TestCase("OnFailure", 1, true)]
    [TestCase("Never", 0, false)]
    [TestCase("Never", 1, false)]
    public void The_restart_policy_decides_about_a_container_that_ended(string policy, int exitCode, bool restarts)
    {
        var pod = A.Pod("a");
        pod.Spec.RestartPolicy = policy;

        var plan = PodPlan.Compute(pod, With(Exited("app", exitCode)), new PodMemory(), Now);

        Assert.That(plan.Start, Has.Count.EqualTo(restarts ? 1 : 0));
        Assert.That(plan.Finished, Is.EqualTo(!restarts));
    }

    [Test]
    public void A_container_that_backs_off_waits_for_its_time()
    {
        var memory = new PodMemory();
        memory.Backoffs["app"] = new RestartBackoff(TimeSpan.FromSeconds(20), Now.AddSeconds(-30));

        var plan = PodPlan.Compute(A.Pod("a"), With(Exited("app", 1)), memory, Now);

        Assert.That(plan.Start, Is.Empty);
        Assert.That(plan.LookAgainAt, Is.EqualTo(Now.AddSeconds(10)));
    }

    [Test]
    public void A_container_whose_liveness_probe_fails_is_killed()
    {
        var memory = new PodMemory();
        memory.Probes.Set("app-id", ProbeKind.Liveness, ProbeOutcome.Failure);

        var plan = PodPlan.Compute(A.Pod("a"), With(Running("app")), memory, Now);

        Assert.That(plan.Kill.Single().Message, Is.EqualTo("Container app failed liveness probe, will be restarted"));
    }

    [TestCase(null, 30)]
    [TestCase(5, 5)]
    public void A_probe_may_have_a_grace_of_its_own(long? ofProbe, int expected)
    {
        var memory = new PodMemory();
        memory.Probes.Set("app-id", ProbeKind.Liveness, ProbeOutcome.Failure);
        var pod = A.Pod("a");
        pod.Spec.Containers[0].LivenessProbe.TerminationGracePeriodSeconds = ofProbe;

        var plan = PodPlan.Compute(pod, With(Running("app")), memory, Now);

        Assert.That(plan.Kill.Single().Grace, Is.EqualTo(TimeSpan.FromSeconds(expected)));
    }

    [Test]
    public void A_new_image_replaces_the_container()
    {
        var plan = PodPlan.Compute(A.Pod("a"), With(Running("app") with { Hash = "0badcafe" }), new PodMemory(), Now);

        Assert.That(plan.Kill.Single().Message, Does.Contain("definition changed"));
    }

    [Test]
    public void A_failed_init_container_ends_a_pod_that_never_restarts()
    {
        var pod = A.Pod("a");
        pod.Spec.RestartPolicy = "Never";
        pod.Spec.InitContainers.Add(new Container { Name = "init", Image = A.Image });

        var plan = PodPlan.Compute(pod, With(Exited("init", 1)), new PodMemory(), Now);

        Assert.That(plan, Has.Property(nameof(PodPlan.Finished)).True);
        Assert.That(plan.Start, Is.Empty);
    }

    [Test]
    public void Main_containers_wait_for_a_sidecar_whose_startup_probe_has_not_passed()
    {
        var pod = A.Pod("a");
        var sidecar = new Container { Name = "proxy", Image = A.Image, RestartPolicy = "Always" };
        sidecar.StartupProbe.Exec.Command.Add("check");
        pod.Spec.InitContainers.Add(sidecar);
        var memory = new PodMemory();

        Assert.That(PodPlan.Compute(pod, With(Running("proxy")), memory, Now).IsIdle);
        memory.Probes.Set("proxy-id", ProbeKind.Startup, ProbeOutcome.Success);
        Assert.That(PodPlan.Compute(pod, With(Running("proxy")), memory, Now).Start.Single().Spec.Name, Is.EqualTo("app"));
    }

    [Test]
    public void The_wait_between_restarts_doubles_to_five_minutes_and_is_forgotten_after_ten()
    {
        var backoff = default(RestartBackoff);
        var delays = new List<double>();
        var finished = Now;
        for (var i = 0; i < 7; i++)
        {
            backoff = backoff.Restarted(finished, finished);
            delays.Add(backoff.Delay.TotalSeconds);
        }

        Assert.That(delays, Is.EqualTo(new[] { 10, 20, 40, 80, 160, 300, 300 }));
        Assert.That(backoff.NotBefore(finished.AddMinutes(11)), Is.EqualTo(finished.AddMinutes(11)));
        Assert.That(backoff.Restarted(finished.AddMinutes(11), finished.AddMinutes(11)).Delay.TotalSeconds, Is.EqualTo(10));
    }

    private static PodRuntimeState With(params ContainerInstance[] containers) => new([Sandbox], containers);

    private static ContainerInstance Running(string name) => new()
    {
        Id = name + "-id", Name = name, SandboxId = "s", State = InstanceState.Running, StartedAt = Now.AddMinutes(-1),
    };

    private static ContainerInstance Exited(string name, int exitCode) =>
        Running(name) with { State = InstanceState.Exited, ExitCode = exitCode, FinishedAt = Now.AddSeconds(-10) };
}
