import time, cProfile, pstats, os
from agent.tests.test_turn import *
from agent.testing.scripts import Answer
from agent.rehearsal import _address, respond
from conversations.services import receive_message, Incoming
pytestmark = pytest.mark.django_db(transaction=True)

def test_cpu(shop, model, settings):
    def decide(request):
        last=str(request.body["messages"][-1])
        return Answer(text="Welcome!") if "tool_result" in last else Answer(calls=[("search_products", {"query":"beef"})])
    model.on_request(decide)
    say(shop, chat_id="a", text="hi")
    n=60
    from agent import patience
    t_recv=t_resp=0
    pr=cProfile.Profile()
    for i in range(n):
        a=time.thread_time()
        m = receive_message(shop, address=_address(shop,"a%d"%(i%10)), incoming=Incoming(external_id="x%d"%i, text="hello %d"%i))
        b=time.thread_time()
        if os.environ.get("PROF"): pr.enable()
        respond(m.conversation_id, hurry=True)
        pr.disable()
        c=time.thread_time()
        t_recv+=b-a; t_resp+=c-b
    print("receive ms", t_recv/n*1000, "respond ms", t_resp/n*1000)
    if os.environ.get("PROF"): pstats.Stats(pr).sort_stats("cumtime").print_stats(70)
