using LightKube.Api.Core.V1;
using LightKube.Api.Json;
using LightKube.Controllers.Deployments;

namespace LightKube.Controllers.Tests.Deployments;

[Parallelizable(ParallelScope.All)]
public sealed class TemplateIdentityTests
{
    private static PodTemplateSpec Template(string json) => PodTemplateSpec.Over(JsonText.Parse(json).AsMap!);

    private static readonly PodTemplateSpec Plain = Template("""{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"a","image":"x"}]}}""");

    private static readonly PodTemplateSpec Hashed = Template(
        """{"spec":{"containers":[{"image":"x","name":"a"}]},"metadata":{"creationTimestamp":null,"labels":{"pod-template-hash":"abc","app":"web"}}}""");

    [Test]
    public void Neither_the_hash_label_nor_the_order_of_keys_makes_a_difference()
    {
        Assert.That(TemplateIdentity.Same(Plain, Hashed), Is.True);
        Assert.That(TemplateIdentity.Hash(Plain, 0), Is.EqualTo(TemplateIdentity.Hash(Hashed, 0)));
    }

    [Test]
    public void Another_image_makes_another_template()
    {
        var other = Template("""{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"a","image":"y"}]}}""");

        Assert.That(TemplateIdentity.Same(Plain, other), Is.False);
        Assert.That(TemplateIdentity.Hash(Plain, 0), Is.Not.EqualTo(TemplateIdentity.Hash(other, 0)));
    }

    [Test]
    public void A_collision_changes_the_hash() =>
        Assert.That(TemplateIdentity.Hash(Plain, 1), Is.Not.EqualTo(TemplateIdentity.Hash(Plain, 0)));

    [Test]
    public void A_hash_may_be_a_label_and_part_of_a_name() =>
        Assert.That(TemplateIdentity.Hash(Plain, 0), Does.Match("^[a-z0-9]{7}$"));
}
