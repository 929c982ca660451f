using LightKube.ApiServer.Aggregation;
using LightKube.ApiServer.Tests.Objects;

namespace LightKube.ApiServer.Tests.Aggregation;

public sealed class AvailabilityConditionTests
{
    private const string Service = """{"apiVersion":"v1","kind":"Service","metadata":{"name":"api","namespace":"ns"},"spec":{"type":"ClusterIP","ports":[{"name":"https","port":443}]}}""";
    private const string Slice = """
        {"apiVersion":"discovery.k8s.io/v1","kind":"EndpointSlice","metadata":{"name":"api-1","namespace":"ns","labels":{"kubernetes.io/service-name":"api"}},
        "addressType":"IPv4","ports":[{"name":"PORT","port":8443}],"endpoints":[{"addresses":["10.0.0.1"],"conditions":{"ready":READY}}]}
        """;

    [TestCase(443, "", "", "ServiceNotFound", "service/api in \"ns\" is not present")]
    [TestCase(444, Service, "", "ServicePortError", "service/api in \"ns\" is not listening on port 444")]
    [TestCase(443, Service, "", "EndpointsNotFound", "cannot find endpointslices for service/api in \"ns\"")]
    [TestCase(443, Service, "false https", "MissingEndpoints", "endpointslices for service/api in \"ns\" have no addresses with port name \"https\"")]
    [TestCase(443, Service, "true http", "MissingEndpoints", "endpointslices for service/api in \"ns\" have no addresses with port name \"https\"")]
    [TestCase(443, Service, "true https", null, null)]
    public void Service_and_endpoints_decide_first(int port, string service, string slice, string? reason, string? message)
    {
        var objects = new ObjectsInMemory();
        if (service.Length > 0)
        {
            objects.Put(service);
        }

        if (slice.Split(' ') is [var ready, var name])
        {
            objects.Put(Slice.Replace("READY", ready).Replace("PORT", name));
        }

        var condition = AvailabilityCondition.OfService(new RemoteService("ns", "api", port, "", true), objects);

        Assert.That((condition?.Reason, condition?.Message), Is.EqualTo((reason, message)));
    }
}
