using LightKube.ApiServer.Validation.Batch;

namespace LightKube.ApiServer.Tests.Validation;

public sealed class BatchValidationTests
{
    private const string Uid = "5a4f1f1e-6f2a-4c0e-8d0c-3f1e5d2c1b0a";

    private static readonly string Labels =
        $$"""{"controller-uid":"{{Uid}}","job-name":"web","batch.kubernetes.io/controller-uid":"{{Uid}}","batch.kubernetes.io/job-name":"web"}""";

    private static readonly ValidationRig Job = new($$$"""
        {"apiVersion":"batch/v1","kind":"Job","metadata":{{{{ValidationRig.Stored("web")}}}},
         "spec":{"selector":{"matchLabels":{"batch.kubernetes.io/controller-uid":"{{{Uid}}}"}},
                 "template":{"metadata":{"labels":{{{Labels}}} },"spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"i:1"}]} } } }
        """);

    private static readonly ValidationRig CronJob = new($$$"""
        {"apiVersion":"batch/v1","kind":"CronJob","metadata":{{{{ValidationRig.Stored("web")}}}},
         "spec":{"schedule":"*/5 * * * *","jobTemplate":{"spec":{"template":{"spec":{"restartPolicy":"OnFailure","containers":[{"name":"c","image":"i:1"}]} } } } } }
        """);

    [Test]
    public void The_bases_are_valid()
    {
        Assert.That(Job.Create(), Is.Empty);
        Assert.That(Job.Update("spec/suspend=true"), Is.Empty);
        Assert.That(CronJob.Create(), Is.Empty);
        Assert.That(CronJob.Update("spec/suspend=true"), Is.Empty);
    }

    [TestCase("spec/parallelism=-1", "spec.parallelism: Invalid value: -1: must be greater than or equal to 0")]
    [TestCase("spec/template/spec/restartPolicy-", "spec.template.spec.restartPolicy: Required value: valid values: \"OnFailure\", \"Never\"")]
    [TestCase("spec/template/spec/restartPolicy=\"Always\"", "spec.template.spec.restartPolicy: Required value: valid values: \"OnFailure\", \"Never\"")]
    [TestCase("spec/backoffLimitPerIndex=1", "spec.backoffLimitPerIndex: Invalid value: 1: requires indexed completion mode")]
    [TestCase("spec/managedBy=\"me\"", "spec.managedBy: Invalid value: \"me\": must be a domain-prefixed path (such as \"acme.io/foo\")")]
    [TestCase("spec/podReplacementPolicy=\"X\"", "spec.podReplacementPolicy: Unsupported value: \"X\": supported values: \"Failed\", \"TerminatingOrFailed\"")]
    [TestCase("spec/podFailurePolicy={\"rules\":[{\"action\":\"Stop\"}]}", "spec.podFailurePolicy.rules[0].action: Unsupported value: \"Stop\": supported values: \"Count\", \"FailIndex\", \"FailJob\", \"Ignore\"", "spec.podFailurePolicy.rules[0]: Invalid value: specifying one of OnExitCodes and OnPodConditions is required")]
    [TestCase("spec/podFailurePolicy={\"rules\":[{\"action\":\"Ignore\",\"onExitCodes\":{\"operator\":\"In\",\"values\":[2,1,1,0]}}]}", "spec.podFailurePolicy.rules[0].onExitCodes.values[2]: Duplicate value: 1", "spec.podFailurePolicy.rules[0].onExitCodes.values[3]: Invalid value: 0: must not be 0 for the In operator", "spec.podFailurePolicy.rules[0].onExitCodes.values: Invalid value: [2,1,1,0]: must be ordered")]
    [TestCase("spec/successPolicy={\"rules\":[]}", "spec.successPolicy: Invalid value: {\"rules\":[]}: requires indexed completion mode")]
    [TestCase("spec/selector={\"matchLabels\":{\"a\":\"b\"}}", "spec.selector: Invalid value: {\"matchLabels\":{\"a\":\"b\"}}: `selector` not auto-generated", "spec.template.metadata.labels: Invalid value: {\"batch.kubernetes.io/controller-uid\":\"5a4f1f1e-6f2a-4c0e-8d0c-3f1e5d2c1b0a\",\"batch.kubernetes.io/job-name\":\"web\",\"controller-uid\":\"5a4f1f1e-6f2a-4c0e-8d0c-3f1e5d2c1b0a\",\"job-name\":\"web\"}: `selector` does not match template `labels`")]
    public void Jobs(string change, params string[] errors) => Assert.That(Job.Create(change), Is.EqualTo(errors));

    [TestCase("spec/completions=5", "spec.completions: Invalid value: 5: field is immutable")]
    [TestCase("spec/completionMode=\"Indexed\"", "spec.completionMode: Invalid value: \"Indexed\": field is immutable")]
    public void What_of_a_job_stays(string change, params string[] errors) =>
        Assert.That(Job.UpdateOf(["spec/completions=3"], change), Is.EqualTo(errors));

    [Test]
    public void A_suspended_job_may_be_told_where_to_run()
    {
        Assert.That(Job.UpdateOf(["spec/suspend=true"], "spec/template/spec/nodeSelector={\"a\":\"b\"}"), Is.Empty);
        Assert.That(Job.Update("spec/template/spec/nodeSelector={\"a\":\"b\"}"), Has.Count.EqualTo(1).And.All.EndsWith(": field is immutable"));
        Assert.That(Job.UpdateOf(["spec/suspend=true"], "spec/template/spec/hostNetwork=true"), Has.Count.EqualTo(1).And.All.StartsWith("spec.template: "));
    }

    [TestCase("status/active=-1", "status.active: Invalid value: -1: must be greater than or equal to 0")]
    [TestCase("status/completionTime=\"2026-01-01T00:00:00Z\"", "status.completionTime: Invalid value: \"2026-01-01T00:00:00Z\": cannot set completionTime when there is no Complete=True condition")]
    public void Status(string change, string error) => Assert.That(Job.UpdateThrough("status", [], change), Is.EqualTo(new[] { error }));

    [TestCase("spec/schedule-", "spec.schedule: Required value")]
    [TestCase("spec/schedule=\"* * * *\"", "spec.schedule: Invalid value: \"* * * *\": expected exactly 5 fields, found 4: [* * * *]")]
    [TestCase("spec/schedule=\"TZ=UTC * * * * *\"", "spec.schedule: Invalid value: \"TZ=UTC * * * * *\": cannot use TZ or CRON_TZ in schedule, use timeZone field instead")]
    [TestCase("spec/timeZone=\"Mars/Base\"", "spec.timeZone: Invalid value: \"Mars/Base\": unknown time zone Mars/Base")]
    [TestCase("spec/concurrencyPolicy=\"X\"", "spec.concurrencyPolicy: Unsupported value: \"X\": supported values: \"Allow\", \"Forbid\", \"Replace\"")]
    [TestCase("spec/jobTemplate/spec/manualSelector=true", "spec.jobTemplate.spec.manualSelector: Unsupported value: true: supported values: \"nil\", \"false\"")]
    [TestCase("spec/jobTemplate/spec/template/spec/containers/0/image-", "spec.jobTemplate.spec.template.spec.containers[0].image: Required value")]
    [TestCase("metadata/name=\"a23456789-123456789-123456789-123456789-123456789-123\"", "metadata.name: Invalid value: \"a23456789-123456789-123456789-123456789-123456789-123\": must be no more than 52 characters")]
    public void CronJobs(string change, params string[] errors) => Assert.That(CronJob.Create(change), Is.EqualTo(errors));

    [TestCase("*/15 0-5,22 1 jan-mar MON", ExpectedResult = null)]
    [TestCase("@every 1h30m", ExpectedResult = null)]
    [TestCase("@daily", ExpectedResult = null)]
    [TestCase("@never", ExpectedResult = "unrecognized descriptor: @never")]
    [TestCase("60 * * * *", ExpectedResult = "end of range (60) above maximum (59): 60")]
    [TestCase("* * 0 * *", ExpectedResult = "beginning of range (0) below minimum (1): 0")]
    [TestCase("5-1 * * * *", ExpectedResult = "beginning of range (5) beyond end of range (1): 5-1")]
    [TestCase("x * * * *", ExpectedResult = "failed to parse int from x: strconv.Atoi: parsing \"x\": invalid syntax")]
    [TestCase("*/0 * * * *", ExpectedResult = "step of range should be a positive number: */0")]
    [TestCase("1/2/3 * * * *", ExpectedResult = "too many slashes: 1/2/3")]
    public string? Schedules(string text) => CronSchedule.Problem(text);

    [TestCase("0,2-4", 5, ExpectedResult = null)]
    [TestCase("3,2", 5, ExpectedResult = "non-increasing order, previous: 3, current: 2")]
    [TestCase("5", 5, ExpectedResult = "too large index: \"5\"")]
    [TestCase("x", 5, ExpectedResult = "cannot convert string to integer for index: \"x\"")]
    public string? Indexes(string text, long completions) => IndexIntervals.Problem(text, completions, out _);
}
