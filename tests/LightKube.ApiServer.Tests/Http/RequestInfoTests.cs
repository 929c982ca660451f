using LightKube.ApiServer.Http;

namespace LightKube.ApiServer.Tests.Http;

public sealed class RequestInfoTests
{
    [TestCase("GET", "/api/v1/pods", "list", "", "v1", "pods", "", "", "")]
    [TestCase("GET", "/api/v1/namespaces/default/pods", "list", "", "v1", "pods", "default", "", "")]
    [TestCase("GET", "/api/v1/namespaces/default/pods/web", "get", "", "v1", "pods", "default", "web", "")]
    [TestCase("PUT", "/api/v1/namespaces/default/pods/web/status", "update", "", "v1", "pods", "default", "web", "status")]
    [TestCase("POST", "/apis/apps/v1/namespaces/shop/deployments", "create", "apps", "v1", "deployments", "shop", "", "")]
    [TestCase("PATCH", "/apis/apps/v1/namespaces/shop/deployments/a/scale", "patch", "apps", "v1", "deployments", "shop", "a", "scale")]
    [TestCase("DELETE", "/apis/apps/v1/namespaces/shop/deployments", "deletecollection", "apps", "v1", "deployments", "shop", "", "")]
    [TestCase("DELETE", "/api/v1/nodes/n1", "delete", "", "v1", "nodes", "", "n1", "")]
    [TestCase("GET", "/api/v1/namespaces", "list", "", "v1", "namespaces", "", "", "")]
    [TestCase("GET", "/api/v1/namespaces/default", "get", "", "v1", "namespaces", "default", "default", "")]
    [TestCase("PUT", "/api/v1/namespaces/default/finalize", "update", "", "v1", "namespaces", "default", "default", "finalize")]
    [TestCase("GET", "/api/v1/namespaces/default/status", "get", "", "v1", "namespaces", "default", "default", "status")]
    public void A_resource_path_is_taken_apart(
        string method, string path, string verb, string group, string version, string resource, string ns, string name, string subresource)
    {
        var info = RequestInfo.Parse(method, path, watch: false);

        Assert.That(info.IsResource);
        Assert.That(
            (info.Verb, info.Group, info.Version, info.Resource, info.Namespace, info.Name, info.Subresource),
            Is.EqualTo((verb, group, version, resource, ns, name, subresource)));
    }

    [TestCase("/api")]
    [TestCase("/api/v1")]
    [TestCase("/apis")]
    [TestCase("/apis/apps")]
    [TestCase("/apis/apps/v1")]
    [TestCase("/healthz")]
    [TestCase("/")]
    public void Any_other_path_is_no_resource(string path)
    {
        var info = RequestInfo.Parse("GET", path, watch: false);

        Assert.That((info.IsResource, info.Verb, info.Path), Is.EqualTo((false, "get", path)));
    }

    [Test]
    public void The_query_or_the_old_path_turns_a_list_into_a_watch()
    {
        Assert.That(RequestInfo.Parse("GET", "/api/v1/pods", watch: true).Verb, Is.EqualTo("watch"));
        Assert.That(RequestInfo.Parse("GET", "/api/v1/namespaces/a/pods/x", watch: true).Verb, Is.EqualTo("get"), "one object is not watched so");
        Assert.That(RequestInfo.Parse("GET", "/api/v1/watch/namespaces/a/pods", watch: false), Has
            .Property("Verb").EqualTo("watch").And.Property("Namespace").EqualTo("a").And.Property("Resource").EqualTo("pods"));
    }

    [Test]
    public void What_follows_proxy_is_kept_with_its_slashes()
    {
        var info = RequestInfo.Parse("GET", "/api/v1/namespaces/a/services/http:web:80/proxy/x/y/", watch: false);

        Assert.That((info.Name, info.Subresource, info.Rest), Is.EqualTo(("http:web:80", "proxy", "x/y/")));
    }

    [TestCase("GET", true, "token")]
    [TestCase("GET", false, "token")]
    [TestCase("POST", false, "")]
    [TestCase("DELETE", false, "")]
    public void A_field_selector_that_pins_a_name_names_the_object_of_a_list_or_watch(string method, bool watch, string name)
    {
        Assert.That(RequestInfo.Parse(method, "/api/v1/namespaces/a/secrets", watch, "token").Name, Is.EqualTo(name));
    }

    [TestCase("metadata.name=a", "a")]
    [TestCase("metadata.name==a", "a")]
    [TestCase("metadata.name===a", "")]
    [TestCase("metadata.name!=a", "")]
    [TestCase("metadata.name=a,x=y", "")]
    [TestCase("metadata.name=a/b", "")]
    [TestCase("metadata.name=..", "")]
    public void One_term_pins_a_name(string selector, string name) => Assert.That(RequestInfo.PinnedName(selector), Is.EqualTo(name));
}
