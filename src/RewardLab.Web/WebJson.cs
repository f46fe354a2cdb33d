using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace RewardLab.Web;

/// <summary>JSON between pages and the server.</summary>
internal static class WebJson
{
    /// <summary>Names in camel case; unknown and missing ones are refused.</summary>
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        MaxDepth = 8,
        NumberHandling = JsonNumberHandling.Strict,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <summary>Reads what a page posts.</summary>
    /// <exception cref="WebFailure">It is not JSON.</exception>
    /// <exception cref="JsonException">It is of another shape.</exception>
    public static async Task<T> ReadAsync<T>(HttpContext context)
        where T : class
    {
        if (!context.Request.HasJsonContentType())
        {
            throw new WebFailure(StatusCodes.Status415UnsupportedMediaType, "Send JSON.");
        }

        return await context.Request.ReadFromJsonAsync<T>(Options, context.RequestAborted) ?? throw new JsonException("null");
    }

    /// <summary>Answers with JSON that is not to be kept.</summary>
    public static Task WriteAsync<T>(HttpContext context, T value)
    {
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsJsonAsync(value, Options, context.RequestAborted);
    }
}
