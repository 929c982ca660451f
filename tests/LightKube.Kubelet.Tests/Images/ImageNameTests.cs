using LightKube.Kubelet.Images;

namespace LightKube.Kubelet.Tests.Images;

internal sealed class ImageNameTests
{
    [TestCase("nginx", "Always")]
    [TestCase("nginx:latest", "Always")]
    [TestCase("nginx:1.2", "IfNotPresent")]
    [TestCase("host:5000/nginx", "Always")]
    [TestCase("host:5000/nginx:1", "IfNotPresent")]
    [TestCase("nginx@sha256:abc", "IfNotPresent")]
    public void The_tag_gives_the_pull_policy(string image, string policy) => Assert.That(ImageName.DefaultPullPolicy(image), Is.EqualTo(policy));

    [TestCase("nginx", "docker.io")]
    [TestCase("team/nginx", "docker.io")]
    [TestCase("localhost/nginx", "localhost")]
    [TestCase("quay.example/team/nginx:1", "quay.example")]
    [TestCase("host:5000/nginx", "host:5000")]
    public void The_first_part_may_be_a_registry(string image, string registry) => Assert.That(ImageName.Registry(image), Is.EqualTo(registry));

    [TestCase("", false)]
    [TestCase("has space", false)]
    [TestCase("Upper/Case", false)]
    [TestCase("name:", false)]
    [TestCase("host:5000/team/app_x.y-z:Tag", true)]
    public void A_name_must_be_possible(string image, bool valid) => Assert.That(ImageName.IsValid(image), Is.EqualTo(valid));
}
