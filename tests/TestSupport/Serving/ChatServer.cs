using System.Collections.Concurrent;

namespace RewardLab.TestSupport;

/// <summary>A chat service on this machine that does whatever it is told, also what no decent service does.</summary>
internal sealed class ChatServer : IDisposable
{
    private readonly LoopbackServer _server;

    public ChatServer(Func<ChatRequest, LoopbackReply> answer) => _server = new LoopbackServer(request =>
    {
        var chat = new ChatRequest(request.Path, request.Headers, request.Body);
        Requests.Enqueue(chat);
        return answer(chat);
    });

    public ConcurrentQueue<ChatRequest> Requests { get; } = [];

    /// <inheritdoc cref="LoopbackServer.MaxUnderWay"/>
    public int MaxUnderWay => _server.MaxUnderWay;

    /// <inheritdoc cref="LoopbackServer.Connections"/>
    public int Connections => _server.Connections;

    /// <inheritdoc cref="LoopbackServer.Silences"/>
    public int Silences => _server.Silences;

    public string Address => $"{_server.Address}v1";

    public void Dispose() => _server.Dispose();
}
