using System.Globalization;
using LightKube.Api.Core.V1;
using LightKube.Controllers.Namespaces;
using LightKube.Testing.Builders;
using LightKube.Testing.Rigs;
using LightKube.Testing.Time;

namespace LightKube.Controllers.Tests.Namespaces;

public sealed class TokenSecretCleanerTests
{
    private readonly FakeTimeProvider _clock = new();

    [Test]
    public async Task An_unused_token_is_marked_after_a_year_and_gone_after_another()
    {
        await using var rig = await StartAsync();
        await rig.CreateAsync(Token("old"), Account("old"));

        _clock.Advance(TimeSpan.FromDays(367));
        await rig.EventuallyAsync<Secret>("old", secret => Assert.That(secret.Metadata.Labels["kubernetes.io/legacy-token-invalid-since"], Is.EqualTo(Today)));

        _clock.Advance(TimeSpan.FromDays(367));
        await rig.EventuallyGoneAsync<Secret>("old");
    }

    [Test]
    public async Task What_is_used_or_mounted_or_nobodys_stays()
    {
        await using var rig = await StartAsync();
        var pod = A.Pod("web");
        pod.Spec.Volumes.Add(new Volume { Name = "token", Secret = { SecretName = "mounted" } });
        var used = Token("used");
        used.Metadata.Labels["kubernetes.io/legacy-token-last-used"] = _clock.GetUtcNow().AddDays(300).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        await rig.CreateAsync(Token("old"), used, Token("mounted"), Token("manual"), pod, Account("old", "used", "mounted"));

        _clock.Advance(TimeSpan.FromDays(367));
        await rig.EventuallyAsync<Secret>("old", secret => Assert.That(secret.Metadata.Labels["kubernetes.io/legacy-token-invalid-since"], Is.EqualTo(Today)));

        foreach (var secret in (await rig.ListAsync<Secret>()).Where(secret => secret.Name != "old"))
            Assert.That(secret.Metadata.Labels["kubernetes.io/legacy-token-invalid-since"], Is.Null, secret.Name);
    }

    private string Today => _clock.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private async Task<Rig> StartAsync()
    {
        var rig = await Rig.StartAsync(client => new TokenSecretCleaner(client, _clock), _clock);
        var map = new ConfigMap { Metadata = { Name = "kube-apiserver-legacy-service-account-token-tracking", Namespace = "kube-system" } };
        map.Data["since"] = Today;
        await rig.CreateAsync(map);
        return rig;
    }

    private static Secret Token(string name) => new() { Metadata = { Name = name, Namespace = "default" }, Type = "kubernetes.io/service-account-token" };

    private static ServiceAccount Account(params string[] secrets)
    {
        var account = new ServiceAccount { Metadata = { Name = "bot", Namespace = "default" } };
        foreach (var secret in secrets)
            account.Secrets.Add(new ObjectReference { Name = secret });
        return account;
    }
}
