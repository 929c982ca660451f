using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LightKube.Foundation.Http;

/// <summary>Kestrel with nothing around it. ASP.NET's container lives in here and nowhere else.</summary>
public static class BareWebServer
{
    /// <summary>A server that is yet to be started. It reads no configuration and watches no files.</summary>
    /// <param name="configure">Says where it listens, and its limits.</param>
    /// <param name="handler">Serves every request.</param>
    /// <param name="loggers">Where Kestrel's own messages go.</param>
    public static WebApplication Create(Action<KestrelServerOptions> configure, RequestDelegate handler, ILoggerFactory loggers)
    {
        // The other builders look for appsettings.json, and watch for changes of it: every directory below the one we run in, which is '/'.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<ILoggerFactory>(new WithoutRequests(loggers));
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            configure(kestrel);
        });
        var app = builder.Build();
        app.Run(handler);
        return app;
    }

    // Hosting begins an activity for each request when somebody may want to log that, as costly as all that a small read takes.
    private sealed class WithoutRequests(ILoggerFactory loggers) : ILoggerFactory
    {
        private const string Requests = "Microsoft.AspNetCore.Hosting.Diagnostics";

        public ILogger CreateLogger(string categoryName) => categoryName == Requests ? NullLogger.Instance : loggers.CreateLogger(categoryName);

        public void AddProvider(ILoggerProvider provider) => loggers.AddProvider(provider);

        public void Dispose()
        {
            // The factory is whose who made it.
        }
    }
}
