using System.Text;
using PuppeteerSharp;

namespace RewardLab.Web.Tests.Browser;

/// <summary>A request of a page that is held until it is let through, refused or answered.</summary>
internal sealed class RoutedRequest(ICDPSession session, string id)
{
    /// <summary>Lets it through to the server.</summary>
    public Task ContinueAsync() => session.SendAsync("Fetch.continueRequest", new { requestId = id });

    /// <summary>Fails it, as if the server were gone.</summary>
    public Task AbortAsync() => session.SendAsync("Fetch.failRequest", new { requestId = id, errorReason = "ConnectionRefused" });

    /// <summary>Answers it in the server's place.</summary>
    /// <param name="status">Status code of HTTP.</param>
    /// <param name="json">Body of the answer.</param>
    public Task FulfillAsync(int status, string json) => session.SendAsync("Fetch.fulfillRequest", new
    {
        requestId = id,
        responseCode = status,
        responseHeaders = new[] { new { name = "Content-Type", value = "application/json" } },
        body = Convert.ToBase64String(Encoding.UTF8.GetBytes(json)),
    });
}
