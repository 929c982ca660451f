using LightKube.Api.Errors;
using LightKube.ApiServer.Admission;
using LightKube.ApiServer.Admission.Events;
using LightKube.ApiServer.Authentication;
using LightKube.ApiServer.Tests.Objects;
using LightKube.Testing.Time;

namespace LightKube.ApiServer.Tests.Admission.Events;

[Parallelizable(ParallelScope.All)]
public sealed class EventRateLimitTests
{
    private static Action Event(EventRateLimit plugin, string ns = "web", string about = "a", string user = "jane") => () => plugin.Send(
        AdmissionVerb.Create,
        ObjectsInMemory.Parse($$"""{"apiVersion":"v1","kind":"Event","metadata":{"namespace":"{{ns}}","name":"e"},"involvedObject":{"kind":"Pod","name":"{{about}}"},"source":{"component":"x"} }"""),
        null,
        new UserInfo(user));

    private static EventRateLimit Limited(EventLimitType type, FakeTimeProvider clock, int cacheSize = 10) => new(new EventRateLimitConfiguration([new EventLimit(type, 1, 2, cacheSize)]), clock);

    [Test]
    public void Events_pass_at_a_rate_and_some_at_once()
    {
        var clock = new FakeTimeProvider();
        var plugin = Limited(EventLimitType.Server, clock);
        Event(plugin)();
        Event(plugin, ns: "other")();

        var refusal = Assert.Throws<ApiException>(() => Event(plugin)())!;
        Assert.That((refusal.Code, refusal.Message), Is.EqualTo((429, "limit reached on type Server for key ")));

        clock.Advance(TimeSpan.FromSeconds(1));
        Event(plugin)();
        Assert.That(() => Event(plugin)(), Throws.TypeOf<ApiException>());
    }

    [TestCase(EventLimitType.Namespace, "web")]
    [TestCase(EventLimitType.User, "jane")]
    [TestCase(EventLimitType.SourceAndObject, "x//Pod//a//")]
    public void Each_has_a_limit_of_his_own(EventLimitType type, string key)
    {
        var plugin = Limited(type, new FakeTimeProvider());
        Event(plugin)();
        Event(plugin)();

        Assert.That(() => Event(plugin)(), Throws.TypeOf<ApiException>().With.Message.EqualTo($"limit reached on type {type} for key {key}"));
        Assert.That(() => Event(plugin, "other", "b", "joe")(), Throws.Nothing);
    }

    [Test]
    public void Who_was_quiet_longest_is_forgotten()
    {
        var plugin = Limited(EventLimitType.Namespace, new FakeTimeProvider(), cacheSize: 2);
        foreach (var ns in new[] { "a", "a", "b", "c" })
        {
            Event(plugin, ns)();
        }

        Assert.That(() => Event(plugin, "a")(), Throws.Nothing);
    }
}
