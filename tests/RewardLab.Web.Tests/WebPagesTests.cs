using System.Text;
using Microsoft.AspNetCore.Http;
using RewardLab.Web.Texts;

namespace RewardLab.Web.Tests;

public sealed class WebPagesTests
{
    [Theory]
    [InlineData("label.html")]
    [InlineData("judge.html")]
    public async Task Send_PageThatIncludesAnother_HoldsItsMarkupOnce(string name)
    {
        using var body = new MemoryStream();
        var context = new DefaultHttpContext { Response = { Body = body } };
        await WebPages.SendAsync(context, name, PageTexts.English);
        var text = Encoding.UTF8.GetString(body.ToArray());
        context.Response.ContentLength.ShouldBe(body.Length);
        text.ShouldNotContain("<!--");
        text.ShouldNotContain("{{");
        foreach (var part in (string[])["id=\"over\"", "id=\"again\"", "id=\"back\"", "id=\"said\"", "</main>"])
        {
            text.Split(part).Length.ShouldBe(2, part);
        }
    }
}
