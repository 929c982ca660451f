using LightKube.Api.Apps.V1;
using LightKube.Api.Core.V1;

namespace LightKube.Testing.Builders;

/// <summary>Objects as short as a test can state them: <c>A.Pod("a").Labelled("app=web")</c>.</summary>
public static class A
{
    public const string Image = "registry.example/app:1";

    public static Pod Pod(string name)
    {
        var pod = new Pod();
        pod.Metadata.Name = name;
        pod.Spec.Containers.Add(new Container { Name = "app", Image = Image });
        return pod;
    }

    public static Service Service(string name)
    {
        var service = new Service();
        service.Metadata.Name = name;
        service.Spec.Ports.Add(new ServicePort { Port = 80, Protocol = "TCP", TargetPort = 80 });
        return service;
    }

    public static Node Node(string name)
    {
        var node = new Node();
        node.Metadata.Name = name;
        return node;
    }

    public static Namespace Namespace(string name)
    {
        var made = new Namespace();
        made.Metadata.Name = name;
        return made;
    }

    public static ConfigMap ConfigMap(string name)
    {
        var map = new ConfigMap();
        map.Metadata.Name = name;
        return map;
    }

    /// <summary>A ReplicaSet whose pods carry the label <c>app=NAME</c>.</summary>
    public static ReplicaSet ReplicaSet(string name, int replicas)
    {
        var set = new ReplicaSet();
        set.Metadata.Name = name;
        set.Spec.Replicas = replicas;
        set.Spec.Selector.MatchLabels["app"] = name;
        Fill(set.Spec.Template, name);
        return set;
    }

    /// <summary>A ReplicationController whose pods carry the label <c>app=NAME</c>.</summary>
    public static ReplicationController ReplicationController(string name, int replicas)
    {
        var controller = new ReplicationController();
        controller.Metadata.Name = name;
        controller.Spec.Replicas = replicas;
        controller.Spec.Selector["app"] = name;
        Fill(controller.Spec.Template, name);
        return controller;
    }

    /// <summary>A Deployment whose pods carry the label <c>app=NAME</c>.</summary>
    public static Deployment Deployment(string name, int replicas)
    {
        var deployment = new Deployment();
        deployment.Metadata.Name = name;
        deployment.Spec.Replicas = replicas;
        deployment.Spec.Selector.MatchLabels["app"] = name;
        Fill(deployment.Spec.Template, name);
        return deployment;
    }

    private static void Fill(PodTemplateSpec template, string app)
    {
        template.Metadata.Labels["app"] = app;
        template.Spec.Containers.Add(new Container { Name = "app", Image = Image });
    }
}
