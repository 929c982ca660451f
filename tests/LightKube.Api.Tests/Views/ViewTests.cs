using LightKube.Api.Apps.V1;
using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Schemas;
using LightKube.Api.Views;

namespace LightKube.Api.Tests.Views;

public sealed class ViewTests
{
    [Test]
    public void An_object_initialiser_writes_the_tree()
    {
        var pod = new Pod { Metadata = new() { Name = "p", Namespace = "n" } };
        pod.Spec.Containers.Add(new Container { Name = "c", Image = "i" });
        pod.Spec.Containers[0].Resources.Requests["cpu"] = Api.Quantities.Quantity.Parse("0.5");
        pod.Metadata.Labels["a"] = "b";

        Assert.That(pod.ToString(), Is.EqualTo(Trees.Json(
            "{'apiVersion':'v1','kind':'Pod','metadata':{'name':'p','namespace':'n','labels':{'a':'b'}},'spec':{'containers':[{'name':'c','image':'i','resources':{'requests':{'cpu':'500m'}}}]}}")));
        Assert.That(pod.Key, Is.EqualTo(new ObjectKey("n", "p")));
    }

    [Test]
    public void Reading_what_is_missing_makes_nothing()
    {
        var pod = new Pod(Trees.Map("{}").Freeze());

        Assert.That(pod.Spec.Containers, Is.Empty);
        Assert.That(pod.Spec.Affinity.NodeAffinity.IsPresent, Is.False);
        Assert.That(pod.Metadata.Labels["a"], Is.Null);
        Assert.That(pod.Status.Phase, Is.Empty);
        Assert.That(pod.ToString(), Is.EqualTo("{}"));
    }

    [Test]
    public void A_frozen_object_refuses_changes()
    {
        var pod = new Pod(Trees.Map("{'spec':{'nodeName':'a'}}").Freeze());

        Assert.That(() => pod.Spec.NodeName = "b", Throws.InvalidOperationException);
        Assert.That(() => pod.Spec.Affinity.NodeAffinity.Map, Throws.InvalidOperationException);
    }

    [Test]
    public void A_mutable_copy_leaves_the_original_alone()
    {
        var document = new Document(BuiltIn.Kind("v1", "Pod"), Trees.Map("{'metadata':{'name':'p'},'spec':{'containers':[{'name':'c'}]}}")).Freeze();
        var copy = document.MutableCopy();
        copy.As<Pod>().Spec.Containers[0].Image = "x";

        Assert.That(document.As<Pod>().Spec.Containers[0].Image, Is.Empty);
        Assert.That(copy.As<Pod>().Spec.Containers[0].Image, Is.EqualTo("x"));
    }

    [Test]
    public void What_belongs_to_one_object_is_copied_into_another()
    {
        var deployment = new Deployment(Trees.Map("{'spec':{'template':{'metadata':{'labels':{'a':'b'}}}}}"));
        var set = new ReplicaSet { Spec = new() { Template = deployment.Spec.Template } };
        set.Spec.Template.Metadata.Labels["c"] = "d";

        Assert.That(deployment.Spec.Template.Metadata.Labels.Count, Is.EqualTo(1));
        Assert.That(set.Spec.Template.Metadata.Labels.Count, Is.EqualTo(2));
    }

    [Test]
    public void Times_bytes_and_ports_have_their_types()
    {
        var pod = new Pod();
        pod.Metadata.DeletionTimestamp = new DateTimeOffset(2024, 5, 6, 7, 8, 9, TimeSpan.FromHours(2));
        var service = new Service();
        service.Spec.Ports.Add(new ServicePort { Port = 80, TargetPort = "http" });
        var secret = new Secret();
        secret.Data["k"] = [1, 2];

        Assert.That(pod.Metadata.Map.GetString("deletionTimestamp"), Is.EqualTo("2024-05-06T05:08:09Z"));
        Assert.That(service.Spec.Ports[0].TargetPort!.Value.Text, Is.EqualTo("http"));
        Assert.That(secret.Data["k"], Is.EqualTo(new byte[] { 1, 2 }));
        Assert.That(secret.Map.GetMap("data")!.GetString("k"), Is.EqualTo("AQI="));
    }

    [TestCase("25%", 10, true, 3)]
    [TestCase("25%", 10, false, 2)]
    [TestCase("x", 10, true, null)]
    public void A_percentage_is_scaled(string text, int total, bool up, int? expected) =>
        Assert.That(new IntOrString(text).Scaled(total, up), Is.EqualTo(expected));
}
